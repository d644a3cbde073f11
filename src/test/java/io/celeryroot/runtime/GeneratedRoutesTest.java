// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.runtime.context.QuartzThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.camel.CamelContext;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/** All routes of a rich file in one started context, without a Redis. */
class GeneratedRoutesTest {

  private static final Path RICH = Path.of("src/test/resources/io/celeryroot/routes/rich/cl.yaml");

  private CamelProcess process;

  @BeforeEach
  void start() throws IOException {
    String text =
        Files.readString(RICH)
            .replaceFirst("redis: .*", "redis: redis://127.0.0.1:" + closedPort() + "/0");
    ClConfig config =
        ConfigReader.read(
                "cl.yaml", text, Map.of("end", "not shown", "now", "not shown"), Optional.empty())
            .config()
            .orElseThrow();
    SortedMap<String, String> routes = RouteGenerator.generate(config);
    SortedMap<String, String> all = RouteGenerator.forBeat(routes);
    all.putAll(RouteGenerator.forWorker(routes, List.copyOf(config.roles().keySet())));
    process =
        new CamelProcess(
            "generated-routes-test",
            config,
            all,
            Map.of("celeryroot.hostname", "web01"),
            JvmParts.of(config, EngineListener.NONE, ServiceSettings.DEFAULT));
    process.start();
  }

  @AfterEach
  void stop() {
    process.close();
  }

  @Test
  void clocks_do_not_wake_while_nothing_is_due() throws SchedulerException {
    QuartzComponent quartz = process.context().getComponent("quartz", QuartzComponent.class);

    assertThat(quartz.getScheduler().getMetaData().getThreadPoolClass())
        .isEqualTo(QuartzThreads.class);
    assertThat(quartz.getScheduler().getMetaData().getThreadPoolSize()).isEqualTo(2);
  }

  @Test
  void every_route_runs_but_those_of_schedules_that_are_not_enabled() throws Exception {
    CamelContext context = process.context();

    assertThat(context.getRoutes()).hasSizeGreaterThan(20);
    assertThat(context.getRoutes())
        .filteredOn(
            route -> !context.getRouteController().getRouteStatus(route.getId()).isStarted())
        .extracting(route -> route.getId())
        .containsExactly("beat.heartbeat");
  }

  @Test
  void descriptions_are_shown_as_they_were_written() {
    assertThat(process.context().getRoute("task.deploy").getDescription())
        .isEqualTo("deploy: Deploys {{it}} ${now} 'quoted' \\ done (cl.yaml:14)");
    assertThat(process.context().getRoute("worker.web").getDescription())
        .isEqualTo(
            "web: takes jobs of this host (web01, web1[0-9]) when a slot is free, stores their results."
                + " Web \"front\" ${end}\n"
                + "{{second}} line: ü (cl.yaml:5)");
  }

  @Test
  void the_route_of_a_workflow_is_its_steps_in_their_order() {
    RouteDefinition route =
        ((ModelCamelContext) process.context()).getRouteDefinition("workflow.stop-and-go");

    assertThat(route.getOutputs())
        .filteredOn(step -> !(step instanceof OnExceptionDefinition))
        .extracting(step -> step.getId())
        .containsExactly(
            "workflow.stop-and-go/1.report",
            "workflow.stop-and-go/2.deploy",
            "workflow.stop-and-go/3.report",
            "workflow.stop-and-go/4.report");
  }

  @Test
  void a_step_says_what_it_does_in_words_that_camel_leaves_alone() {
    Set<String> descriptions = new HashSet<>();
    for (RouteDefinition route : ((ModelCamelContext) process.context()).getRouteDefinitions()) {
      route.getOutputs().stream()
          .filter(step -> !(step instanceof OnExceptionDefinition))
          .forEach(step -> descriptions.add(step.getDescriptionText()));
    }

    assertThat(descriptions)
        .contains(
            "Runs: '/opt/my tools/deploy' --version={version} {{literal}}",
            "Runs with /bin/sh -eu: echo \"$subject\"",
            "For each queue: gives back what workers had claimed whose lease has ended")
        .doesNotContainNull();
  }

  @Test
  void program_directory_and_time_limit_are_shown() {
    ExecEndpoint exec =
        process.context().getEndpoints().stream()
            .filter(ExecEndpoint.class::isInstance)
            .map(ExecEndpoint.class::cast)
            .filter(endpoint -> endpoint.getExecutable().contains("deploy"))
            .findFirst()
            .orElseThrow();

    assertThat(exec.getExecutable()).isEqualTo("/opt/my_tools/deploy");
    assertThat(exec.getWorkingDir()).isEqualTo("/srv/deploy");
    assertThat(exec.getTimeout()).isEqualTo(300_000);
  }

  @Test
  void the_clock_has_the_expression_and_the_zone_of_the_schedule() throws Exception {
    QuartzEndpoint quartz =
        (QuartzEndpoint) process.context().getRoute("beat.nightly-deploy.2").getEndpoint();
    CronTrigger trigger =
        (CronTrigger)
            quartz
                .getComponent()
                .getScheduler()
                .getTrigger(new TriggerKey("nightly-deploy.2", "schedules"));

    assertThat(trigger.getCronExpression()).isEqualTo("0 30 3 ? * MON");
    assertThat(trigger.getTimeZone().getID()).isEqualTo("America/New_York");
    assertThat(trigger.getNextFireTime()).isNotNull();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
