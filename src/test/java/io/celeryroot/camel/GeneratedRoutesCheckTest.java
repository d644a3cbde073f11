// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.routes.RouteGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.camel.component.log.LogEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated routes beside a cl.yaml in a context that knows only our jar; no Redis. */
class GeneratedRoutesCheckTest {

  private static final String CL_YAML =
      """
      redis: redis://127.0.0.1:1
      workers: {w: {hostnames: [h]}}
      tasks: {tell: {to: 'log:tell?marker=${HOME}&level=${CL_NO_SUCH_VARIABLE:-WARN}'}}
      schedules: {s: {cron: "%s", task: tell, targets: [w]}}
      """;

  @TempDir private Path directory;

  @Test
  void routes_of_another_cl_yaml_do_not_start() throws Exception {
    try (DefaultCamelContext context = context("@hourly", "@daily")) {
      assertThatThrownBy(context::start)
          .hasStackTraceContaining("as it is now")
          .hasStackTraceContaining("fix: cl generate-routes");
    }
  }

  @Test
  void routes_start_also_when_their_fingerprint_happens_to_have_no_letter() throws Exception {
    String cron =
        IntStream.range(0, 28 * 24 * 60)
            .mapToObj(n -> "%d %d %d * *".formatted(n % 60, n / 60 % 24, n / 60 / 24 + 1))
            .filter(each -> RouteGenerator.fingerprint(config(each)).matches("(.*:)?[0-9]+"))
            .findFirst()
            .orElseThrow();

    try (DefaultCamelContext context = context(cron, cron)) {
      context.start();

      assertThat(context.getRoutes()).isNotEmpty();
    }
  }

  @Test
  void a_variable_in_an_endpoint_is_filled_in_when_the_routes_start() throws Exception {
    try (DefaultCamelContext context = context("@daily", "@daily")) {
      context.start();

      List<LogEndpoint> endpoints =
          context.getEndpoints().stream()
              .filter(LogEndpoint.class::isInstance)
              .map(LogEndpoint.class::cast)
              .toList();
      assertThat(endpoints)
          .extracting(LogEndpoint::getMarker)
          .containsExactly(System.getenv("HOME"));
      assertThat(endpoints).extracting(LogEndpoint::getLevel).containsExactly("WARN");
    }
  }

  private static ClConfig config(String cron) {
    return ConfigReader.read("cl.yaml", CL_YAML.formatted(cron), System.getenv(), Optional.empty())
        .config()
        .orElseThrow();
  }

  /** A context with one cl.yaml and the routes of another. */
  private DefaultCamelContext context(String cron, String cronOfRoutes) throws Exception {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, CL_YAML.formatted(cron));
    DefaultCamelContext context = new DefaultCamelContext();
    context.getPropertiesComponent().addInitialProperty("celeryroot.config", file.toString());
    context.getPropertiesComponent().addInitialProperty("celeryroot.hostname", "h");
    SortedMap<String, String> routes = RouteGenerator.generate(config(cronOfRoutes));
    SortedMap<String, String> all = RouteGenerator.forBeat(routes);
    all.putAll(RouteGenerator.forWorker(routes, List.of("w")));
    List<Resource> resources = new ArrayList<>();
    all.forEach((name, text) -> resources.add(ResourceHelper.fromString(name, text)));
    PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    return context;
  }
}
