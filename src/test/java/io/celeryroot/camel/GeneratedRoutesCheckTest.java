// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.routes.RouteGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
    try (DefaultCamelContext context =
        context(CL_YAML.formatted("@hourly"), CL_YAML.formatted("@daily"))) {
      assertThatThrownBy(context::start)
          .hasStackTraceContaining("as it is now")
          .hasStackTraceContaining("fix: cl generate-routes");
    }
  }

  @Test
  void routes_start_also_when_their_fingerprint_happens_to_have_no_letter() throws Exception {
    String text = CL_YAML.formatted("@daily");
    String same = text.replace("log:tell", "log:" + nameThatMakesDigits(text));
    assertThat(RouteGenerator.fingerprint(config(same))).matches("sha256:[0-9]+");

    try (DefaultCamelContext context = context(same, same)) {
      context.start();

      assertThat(context.getRoutes()).isNotEmpty();
    }
  }

  @Test
  void a_variable_in_an_endpoint_is_filled_in_when_the_routes_start() throws Exception {
    String text = CL_YAML.formatted("@daily");
    try (DefaultCamelContext context = context(text, text)) {
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

  /**
   * A name of the log for which the digest of all routes has digits only. One in 1800 does, and
   * only what comes from the route of the task on is computed for each.
   */
  private static String nameThatMakesDigits(String text) throws Exception {
    String place = "PLACE";
    SortedMap<String, String> files =
        new TreeMap<>(RouteGenerator.generate(config(text.replace("log:tell", "log:" + place))));
    files.remove("celeryroot.camel.yaml");
    files.remove("application.properties");
    MessageDigest before = MessageDigest.getInstance("SHA-256");
    before.update(asBytes(files.headMap("task-tell.camel.yaml")));
    String rest = new String(asBytes(files.tailMap("task-tell.camel.yaml")), UTF_8);
    for (int n = 0; n < 1_000_000; n++) {
      MessageDigest digest = (MessageDigest) before.clone();
      byte[] hash = digest.digest(rest.replace(place, "tell" + n).getBytes(UTF_8));
      if (HexFormat.of().formatHex(hash, 0, 8).matches("[0-9]+")) {
        return "tell" + n;
      }
    }
    throw new AssertionError("each digest has a letter");
  }

  private static byte[] asBytes(SortedMap<String, String> files) {
    StringBuilder text = new StringBuilder();
    files.forEach((name, content) -> text.append(name + '\0' + content + '\0'));
    return text.toString().getBytes(UTF_8);
  }

  private static ClConfig config(String text) {
    return ConfigReader.read("cl.yaml", text, System.getenv(), Optional.empty())
        .config()
        .orElseThrow();
  }

  /** A context with one cl.yaml and the routes of another. */
  private DefaultCamelContext context(String text, String textOfRoutes) throws Exception {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, text);
    DefaultCamelContext context = new DefaultCamelContext();
    context.getPropertiesComponent().addInitialProperty("celeryroot.config", file.toString());
    context.getPropertiesComponent().addInitialProperty("celeryroot.hostname", "h");
    SortedMap<String, String> routes = RouteGenerator.generate(config(textOfRoutes));
    SortedMap<String, String> all = RouteGenerator.forBeat(routes);
    all.putAll(RouteGenerator.forWorker(routes, List.of("w")));
    List<Resource> resources = new ArrayList<>();
    all.forEach((name, yaml) -> resources.add(ResourceHelper.fromString(name, yaml)));
    PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    return context;
  }
}
