// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.sun.management.ThreadMXBean;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RouteGeneratorTest {

  private static final Path GOLDEN = Path.of("src/test/resources/io/celeryroot/routes");

  private static final Map<String, String> ENVIRONMENT =
      Map.of("end", "not shown", "now", "not shown");

  @ParameterizedTest
  @ValueSource(strings = {"design", "rich"})
  void routes_are_the_golden_text(String name) throws IOException {
    ClConfig config = read(name);

    SortedMap<String, String> routes = withoutBuiltIn(config, RouteGenerator.generate(config));

    for (Map.Entry<String, String> file : routes.entrySet()) {
      Golden.write(GOLDEN.resolve(name).resolve("routes").resolve(file.getKey()), file.getValue());
    }
    assertThat(routes).isEqualTo(golden(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"design", "rich"})
  void the_same_file_gives_the_same_text(String name) {
    assertThat(RouteGenerator.generate(read(name))).isEqualTo(RouteGenerator.generate(read(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"design", "rich"})
  void every_file_says_how_it_is_made(String name) {
    assertThat(RouteGenerator.generate(read(name)).values())
        .allMatch(
            text ->
                text.startsWith(
                    "# Made from cl.yaml: do not edit. To make it again: cl generate-routes\n"));
  }

  @Test
  void routes_hold_no_secret() {
    String all = String.join("", RouteGenerator.generate(read("rich")).values());

    assertThat(all).doesNotContain("s3cret", "hush", "topsecret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"design", "rich"})
  void every_file_fits_the_schema_of_camel(String name) throws IOException {
    JsonSchema schema = camelSchema();

    for (Map.Entry<String, Object> file : parsed(read(name)).entrySet()) {
      assertThat(schema.validate(new ObjectMapper().valueToTree(file.getValue())))
          .as(file.getKey())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"design", "rich"})
  void camel_knows_every_endpoint_and_option(String name) throws IOException {
    DefaultCamelCatalog catalog = catalog();
    List<Map<?, ?>> endpoints = new ArrayList<>();
    parsed(read(name)).values().forEach(file -> collectEndpoints(file, endpoints));

    assertThat(endpoints).hasSizeGreaterThan(10);
    // The addresses of receivers that may be secrets are filled in when the routes start.
    endpoints.removeIf(endpoint -> uri(endpoint).startsWith("{{celeryroot:"));
    for (Map<?, ?> endpoint : endpoints) {
      EndpointValidationResult result = catalog.validateEndpointProperties(uri(endpoint));
      assertThat(result.getUnknownComponent()).as(uri(endpoint)).isNull();
      assertThat(result.isSuccess()).as(uri(endpoint) + result.summaryErrorMessage(false)).isTrue();
    }
  }

  @Test
  void properties_come_back_as_they_were() throws IOException {
    Properties properties = new Properties();
    properties.load(
        new StringReader(RouteGenerator.generate(read("rich")).get("application.properties")));

    assertThat(properties)
        .containsEntry("celeryroot.config", "cl.yaml")
        .containsEntry("camel.main.profile", "prod")
        .containsEntry("camel.main.shutdownTimeout", "155");
  }

  @Test
  void camel_run_gets_the_version_that_the_build_has() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");

    assertThat(RouteGenerator.generate(read("design")).get("application.properties"))
        .contains("camel.jbang.dependencies=io.celeryroot:celeryroot:" + version + ",");
  }

  @Test
  void work_grows_in_proportion_to_the_number_of_schedules() {
    ClConfig few = manySchedules(1_000);
    ClConfig many = manySchedules(10_000);
    allocatedBy(few);

    double growth = (double) allocatedBy(many) / allocatedBy(few);

    assertThat(growth).isLessThan(15);
  }

  private static ClConfig manySchedules(int count) {
    StringBuilder text = new StringBuilder("workers: {w: {hostnames: [h1]}}\nschedules:\n");
    for (int i = 0; i < count; i++) {
      text.append("  s%d: {cron: '%d 3 * * *', task: ping, targets: [w]}\n".formatted(i, i % 60));
    }
    return config("cl.yaml", text.toString());
  }

  /** Bytes, which do not depend on how busy the machine is, as times do. */
  private static long allocatedBy(ClConfig config) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(RouteGenerator.generate(config)).hasSizeGreaterThan(config.schedules().size());
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void beat_has_no_worker_routes_and_a_worker_only_its_own() {
    SortedMap<String, String> all = RouteGenerator.generate(read("design"));

    assertThat(RouteGenerator.forBeat(all).keySet())
        .containsExactly(
            "beat-security_updates.camel.yaml", "beat.camel.yaml", "celeryroot.camel.yaml");
    assertThat(RouteGenerator.forWorker(all, List.of("database")).keySet())
        .contains("celeryroot.camel.yaml", "worker.camel.yaml", "worker-database.camel.yaml")
        .doesNotContain("worker-webserver.camel.yaml", "beat.camel.yaml", "application.properties");
  }

  @Test
  void a_host_of_two_roles_uses_the_queue_of_the_first_that_allows_the_task() {
    ClConfig config =
        config(
            "cl.yaml",
            """
            workers:
              a: {hostnames: [h1], tasks: [ping]}
              b: {hostnames: [h1, h2]}
            schedules:
              up: {cron: "0 3 * * *", task: uptime, targets: [h1]}
            """);

    String route = RouteGenerator.generate(config).get("beat-up.camel.yaml");

    assertThat(route).contains("h1, in b_tasks;").doesNotContain("a_tasks");
    assertThat(Targets.resolve(config, List.of("h1"), Optional.empty(), "uptime", Set.of()))
        .extracting(TargetResolution::targets)
        .isEqualTo(List.of(new Target("b", "b_tasks", Optional.of("h1"))));
  }

  @Test
  void the_folder_of_the_file_is_not_in_the_routes() {
    ClConfig config =
        config("/home/me/site/cl.yaml", "workers: {w: {hostnames: [h]}}\nschedules: {}\n");

    RouteGenerator.generate(config)
        .forEach(
            (name, text) -> {
              if (name.endsWith(".yaml")) {
                assertThat(text).doesNotContain("/home/me");
              }
            });
  }

  private static ClConfig read(String name) {
    try {
      return config("cl.yaml", Files.readString(GOLDEN.resolve(name).resolve("cl.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClConfig config(String file, String text) {
    ReadResult result = ConfigReader.read(file, text, ENVIRONMENT, Optional.empty());
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow();
  }

  private static SortedMap<String, String> withoutBuiltIn(
      ClConfig config, SortedMap<String, String> routes) {
    SortedMap<String, String> own = new TreeMap<>(routes);
    config.tasks().values().stream()
        .filter(task -> task.isBuiltIn())
        .forEach(task -> own.remove("task-" + task.name() + ".camel.yaml"));
    return own;
  }

  private static SortedMap<String, String> golden(String name) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (var paths = Files.list(GOLDEN.resolve(name).resolve("routes"))) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }

  private static SortedMap<String, Object> parsed(ClConfig config) {
    SortedMap<String, Object> parsed = new TreeMap<>();
    RouteGenerator.generate(config)
        .forEach(
            (name, text) -> {
              if (name.endsWith(".yaml")) {
                parsed.put(name, new Load(LoadSettings.builder().build()).loadFromString(text));
              }
            });
    return parsed;
  }

  private static JsonSchema camelSchema() throws IOException {
    try (InputStream in =
        RouteGeneratorTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
    }
  }

  private static DefaultCamelCatalog catalog() throws IOException {
    DefaultCamelCatalog catalog = new DefaultCamelCatalog(true);
    try (InputStream in =
        RouteGeneratorTest.class.getResourceAsStream(
            "/META-INF/io/celeryroot/camel/redis-queue.json")) {
      catalog.addComponent(
          "redis-queue",
          "io.celeryroot.camel.RedisQueueComponent",
          new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return catalog;
  }

  private static void collectEndpoints(Object node, List<Map<?, ?>> found) {
    if (node instanceof Map<?, ?> map) {
      if (map.containsKey("uri")) {
        found.add(map);
      }
      map.values().forEach(value -> collectEndpoints(value, found));
    } else if (node instanceof List<?> list) {
      list.forEach(item -> collectEndpoints(item, found));
    }
  }

  private static String uri(Map<?, ?> endpoint) {
    StringBuilder uri = new StringBuilder(endpoint.get("uri").toString());
    if (endpoint.get("parameters") instanceof Map<?, ?> parameters) {
      parameters.forEach(
          (name, value) ->
              uri.append(uri.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value));
    }
    return uri.toString();
  }

  @Test
  void possible_secrets_of_the_environment_are_not_in_any_file() {
    Map<String, String> secrets =
        Map.of("A", "sekret-a", "B", "sekret-b", "C", "sekret-c", "D", "sekret-d", "E", "sekret-e");
    ReadResult result =
        ConfigReader.read(
            "cl.yaml",
            """
            redis: 'redis://:${A}@redis:6379'
            workers: {w: {hostnames: [h], description: 'from ${B}'}}
            tasks:
              tell: {to: 'log:tell?marker=${A}&level=${NONE:-WARN}&x=$${y}'}
              call:
                command: ['${B}/call', '--token=${C}', '{p}', plain]
                params: {p: {default: '${D}'}}
                env: {X: '${E}'}
                description: 'with ${C}'
            schedules:
              s: {cron: '@daily', task: call, targets: [w], params: {p: '${E}'}, description: '${D}'}
            """,
            secrets,
            Optional.empty());
    assertThat(result.problems()).isEmpty();

    SortedMap<String, String> routes = RouteGenerator.generate(result.config().orElseThrow());

    assertThat(routes).noneSatisfy((name, text) -> assertThat(text).contains("sekret"));
    assertThat(routes.get("task-tell.camel.yaml"))
        .contains("\"log:tell?marker={{env:A}}&level={{env:NONE:WARN}}&x=${y}\"");
    assertThat(routes.get("task-call.camel.yaml"))
        .contains("\"Runs: ${B}/call --token=${C} {p} plain\"");
  }

  @Test
  void a_change_that_changes_a_route_changes_the_fingerprint() {
    String text =
        "workers: {w: {hostnames: [h]}}\nschedules: {s: {cron: '%s', task: ping, targets: [w]}}\n";
    String daily = RouteGenerator.fingerprint(config("cl.yaml", text.formatted("@daily")));

    assertThat(RouteGenerator.fingerprint(config("/x/cl.yaml", text.formatted("@daily"))))
        .isEqualTo(daily);
    assertThat(RouteGenerator.fingerprint(config("cl.yaml", text.formatted("@hourly"))))
        .isNotEqualTo(daily);
  }

  @Test
  void camel_run_gets_each_component_of_the_routes() throws IOException {
    SortedMap<String, String> files = RouteGenerator.generate(read("rich"));
    Properties properties = new Properties();
    properties.load(new StringReader(files.get("application.properties")));

    List<String> used =
        Pattern.compile("uri: \"?([a-z-]+):")
            .matcher(String.join("", files.values()))
            .results()
            .map(found -> "camel:" + found.group(1))
            .distinct()
            .toList();

    assertThat(properties.getProperty("camel.jbang.dependencies").split(","))
        .containsAll(
            used.stream()
                // Our jar brings these.
                .filter(
                    name -> !List.of("camel:redis-queue", "camel:log", "camel:smtp").contains(name))
                .toList());
  }

  @Test
  void our_route_names_cannot_collide_with_schedules_or_roles() {
    ClConfig config =
        config(
            "cl.yaml",
            """
            workers: {heartbeat: {hostnames: [h]}, celeryroot: {hostnames: [h], queue: q}}
            schedules:
              heartbeat: {cron: '@daily', task: ping, targets: [h]}
              reconcile: {cron: '@daily', task: ping, targets: [h]}
              celeryroot: {cron: '@daily', task: ping, targets: [h]}
            """);
    List<String> ids = new ArrayList<>();
    parsed(config).values().forEach(file -> collectRouteIds(file, ids));

    assertThat(ids)
        .doesNotHaveDuplicates()
        .contains("beat.heartbeat", "beat.reconcile", "worker.heartbeat", "celeryroot.reconcile")
        .noneMatch(id -> id.contains("~"));
  }

  private static void collectRouteIds(Object file, List<String> ids) {
    for (Object part : (List<?>) file) {
      if (((Map<?, ?>) part).get("route") instanceof Map<?, ?> route) {
        ids.add(route.get("id").toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret/x", "user:1234/x", "user:1234"})
  void no_part_of_a_password_is_in_the_routes(String login) {
    ReadResult result =
        ConfigReader.read(
            "cl.yaml",
            "redis: 'redis://%s@h:1/0'\nworkers: {w: {hostnames: [h]}}\nschedules: {}\n"
                .formatted(login),
            Map.of(),
            Optional.empty());

    SortedMap<String, String> routes = RouteGenerator.generate(result.config().orElseThrow());

    assertThat(String.join("", routes.values())).doesNotContain("secret", "1234");
  }

  @Test
  void an_address_from_the_environment_is_not_in_the_routes() {
    ReadResult result =
        ConfigReader.read(
            "cl.yaml",
            "redis: 'redis://${RHOST}:6379'\nworkers: {w: {hostnames: [h]}}\nschedules: {}\n",
            Map.of("RHOST", "secret-host"),
            Optional.empty());

    SortedMap<String, String> routes = RouteGenerator.generate(result.config().orElseThrow());

    assertThat(routes.get("beat.camel.yaml")).doesNotContain("secret-host");
    assertThatCode(
            () ->
                new Load(LoadSettings.builder().build())
                    .loadFromString(routes.get("beat.camel.yaml")))
        .doesNotThrowAnyException();
  }
}
