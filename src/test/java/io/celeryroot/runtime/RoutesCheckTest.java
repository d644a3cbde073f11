// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.camel.component.log.LogEndpoint;
import org.junit.jupiter.api.Test;

/** Routes beside a cl.yaml, as camel run starts them; no Redis. */
class RoutesCheckTest {

  private static final String CL_YAML =
      """
      redis: redis://127.0.0.1:1
      workers: {w: {hostnames: [h]}}
      tasks: {tell: {to: 'log:tell?marker=${HOME}&level=${CL_NO_SUCH_VARIABLE:-WARN}'}}
      schedules: {s: {cron: "%s", task: tell, targets: [w]}}
      """;

  @Test
  void routes_of_another_cl_yaml_do_not_start() {
    SortedMap<String, String> stale = RouteGenerator.generate(config("@daily"));

    try (CamelProcess process = process(config("@hourly"), stale)) {
      assertThatThrownBy(process::start)
          .hasStackTraceContaining("were not made from cl.yaml as it is now")
          .hasStackTraceContaining("fix: cl generate-routes");
    }
  }

  @Test
  void routes_start_also_when_their_fingerprint_happens_to_have_no_letter() {
    ClConfig config =
        IntStream.range(0, 28 * 24 * 60)
            .mapToObj(n -> config("%d %d %d * *".formatted(n % 60, n / 60 % 24, n / 60 / 24 + 1)))
            .filter(each -> RouteGenerator.fingerprint(each).matches("(.*:)?[0-9]+"))
            .findFirst()
            .orElseThrow();

    try (CamelProcess process = process(config, RouteGenerator.generate(config))) {
      process.start();

      assertThat(process.context().getRoutes()).isNotEmpty();
    }
  }

  @Test
  void a_variable_in_an_endpoint_is_filled_in_when_the_routes_start() {
    ClConfig config = config("@daily");

    try (CamelProcess process = process(config, RouteGenerator.generate(config))) {
      process.start();

      assertThat(process.context().getEndpoints())
          .filteredOn(LogEndpoint.class::isInstance)
          .extracting(endpoint -> ((LogEndpoint) endpoint).getMarker())
          .containsExactly(System.getenv("HOME"));
      assertThat(process.context().getEndpoints())
          .filteredOn(LogEndpoint.class::isInstance)
          .extracting(endpoint -> ((LogEndpoint) endpoint).getLevel())
          .containsExactly("WARN");
    }
  }

  private static ClConfig config(String cron) {
    return ConfigReader.read("cl.yaml", CL_YAML.formatted(cron), System.getenv(), Optional.empty())
        .config()
        .orElseThrow();
  }

  private static CamelProcess process(ClConfig config, SortedMap<String, String> routes) {
    SortedMap<String, String> all = RouteGenerator.forBeat(routes);
    all.putAll(RouteGenerator.forWorker(routes, List.of("w")));
    return new CamelProcess(
        "routes-check-test",
        config,
        all,
        Map.of("celeryroot.hostname", "h"),
        CamelProcess.Shared.of(config, EngineListener.NONE, ServiceSettings.DEFAULT));
  }
}
