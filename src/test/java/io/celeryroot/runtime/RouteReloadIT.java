// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.runtime.reload.WatchedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Files of routes are saved while a worker runs with {@code --dev}; Redis is away. */
final class RouteReloadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.config");
  private final Level level = logger.getLevel();
  private ReloadingService worker;

  @BeforeEach
  void start() throws IOException {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
    save("invoice", route("invoice", "direct:invoice", "old"));
    Path file =
        Files.writeString(
            directory.resolve("cl.yaml"),
            """
            redis: {url: "redis://127.0.0.1:1"}
            workers: {web: {hostnames: [web1]}}
            routes: [my-*.camel.yaml]
            """);
    Supplier<ReadResult> reader =
        () -> ConfigLoader.withRoutes(ConfigReader.read(file, Map.of(), Optional.empty()));
    worker =
        ReloadingService.worker(
            reader.get().config().orElseThrow(),
            "web1",
            next -> WorkerProcess.Identity.of(next, "web1"),
            new ServiceSettings(true, Optional.empty()),
            new WatchedFile(file, Instant.EPOCH, reader, false, UnaryOperator.identity()));
    worker.start();
  }

  private CamelContext context() {
    return ((WorkerProcess) worker.current()).context();
  }

  @AfterEach
  void stop() {
    worker.close();
    logger.detachAppender(log);
    logger.setLevel(level);
  }

  private static String route(String id, String from, String answer) {
    return """
    - route:
        id: %s
        from:
          uri: %s
          steps:
            - setBody:
                constant: "%s"
    """
        .formatted(id, from, answer);
  }

  /** In one step, as editors do. */
  private void save(String name, String text) throws IOException {
    Path draft = Files.writeString(directory.resolve(name + ".draft"), text);
    Files.move(
        draft, directory.resolve("my-" + name + ".camel.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String ask(String endpoint) {
    return context().createProducerTemplate().requestBody(endpoint, "", String.class);
  }

  private List<String> lines(Level at) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel() == at)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void awaitLine(Level at, String... parts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(lines(at)).anySatisfy(line -> assertThat(line).contains(parts)));
  }

  private List<String> ownRoutes() {
    return context().getRoutes().stream()
        .map(Route::getRouteId)
        .filter(id -> !id.matches("(worker|task|celeryroot)[.].*"))
        .toList();
  }

  @Test
  void an_edited_route_replaces_the_old_one_even_when_renamed() throws IOException {
    assertThat(ask("direct:invoice")).isEqualTo("old");

    save("invoice", route("bill", "direct:invoice", "new"));
    awaitLine(Level.INFO, "routes: my-invoice.camel.yaml; in use");

    assertThat(ask("direct:invoice")).isEqualTo("new");
    assertThat(ownRoutes()).containsExactly("bill");
    assertThat(lines(Level.WARN)).isEmpty();
  }

  @Test
  void a_route_that_does_not_stop_is_named_and_keeps_no_change_back() throws IOException {
    save("hang", route("hanging", "hang:x", "old"));
    awaitLine(Level.INFO, "my-hang.camel.yaml; in use");
    try {
      save("invoice", route("invoice", "direct:invoice", "new"));
      awaitLine(Level.INFO, "my-invoice.camel.yaml; in use");

      assertThat(ask("direct:invoice")).isEqualTo("new");
      awaitLine(Level.WARN, "route hanging (", "my-hang.camel.yaml): has not stopped for 10 s");
    } finally {
      HangComponent.letGo();
    }
  }

  @Test
  void a_clash_with_a_generated_route_is_refused() throws IOException {
    Route generated = context().getRoute("task.conditions");

    save("invoice", route("task.conditions", "direct:invoice", "clash"));
    awaitLine(
        Level.WARN,
        "the old one stays in use",
        "my-invoice.camel.yaml:2:9: route id \"task.conditions\" is one for generated routes");

    assertThat(context().getRoute("task.conditions")).isSameAs(generated);
    assertThat(context().getRouteController().getRouteStatus("task.conditions"))
        .isEqualTo(ServiceStatus.Started);
    assertThat(ask("direct:invoice")).isEqualTo("old");

    save("invoice", route("invoice", "direct:invoice", "mended"));
    awaitLine(Level.INFO, "; in use");
    assertThat(ask("direct:invoice")).isEqualTo("mended");
    assertThat(lines(Level.WARN)).hasSize(1);
  }

  @Test
  void what_camel_cannot_run_is_refused_and_the_old_routes_run_on() throws IOException {
    save(
        "invoice",
        route("first", "direct:invoice", "half")
            + route("second", "nothing:here?password=sekret", "x"));
    awaitLine(Level.WARN, "the old one stays in use", "second", "no Camel component \"nothing\"");

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ownRoutes()).contains("invoice"));
    assertThat(ask("direct:invoice")).isEqualTo("old");
    assertThat(ownRoutes()).containsExactly("invoice");
    assertThat(lines(Level.WARN)).singleElement().asString().doesNotContain("sekret");

    save("invoice", route("first", "direct:invoice", "whole"));
    awaitLine(Level.INFO, "; in use");
    assertThat(ask("direct:invoice")).isEqualTo("whole");
    assertThat(ownRoutes()).containsExactly("first");
  }

  @Test
  void new_files_are_loaded_and_removed_routes_are_gone() throws IOException {
    save("more", route("more", "direct:more", "more") + route("less", "direct:less", "less"));
    awaitLine(Level.INFO, "my-more.camel.yaml; in use");
    assertThat(ask("direct:less")).isEqualTo("less");

    save("more", route("more", "direct:more", "more"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ownRoutes()).containsExactlyInAnyOrder("invoice", "more"));

    Files.delete(directory.resolve("my-invoice.camel.yaml"));
    awaitLine(Level.INFO, "my-invoice.camel.yaml; in use");
    assertThat(ownRoutes()).containsExactly("more");
  }
}
