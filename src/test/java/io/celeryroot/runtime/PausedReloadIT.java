// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.runtime.reload.WatchedFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator pauses through JMX, then the file is changed; Redis is away. */
final class PausedReloadIT {

  private static final String CL_YAML =
      """
      redis: {url: "redis://127.0.0.1:1"}
      workers: {web: {hostnames: [web1]}, db: {hostnames: [web1]}}
      schedules:
        s: {cron: 0 2 * * *, task: ping, targets: [web]}
        other: {cron: 0 2 * * *, task: ping, targets: [web]}
      """;

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @TempDir private Path directory;

  private WatchedFile file() throws IOException {
    Path file = Files.writeString(directory.resolve("cl.yaml"), CL_YAML);
    return new WatchedFile(file, Instant.EPOCH, this::read, false, UnaryOperator.identity());
  }

  private ReadResult read() {
    return ConfigLoader.withRoutes(
        ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty()));
  }

  private static ServiceSettings settings() {
    return new ServiceSettings(true, Optional.empty());
  }

  private void change(ReloadingService service) throws IOException {
    Generation before = service.current();
    Path draft =
        Files.writeString(
            directory.resolve("draft"),
            CL_YAML.replace("{hostnames: [web1]}", "{hostnames: [web1], concurrency: 3}"));
    Files.move(draft, directory.resolve("cl.yaml"), StandardCopyOption.REPLACE_EXISTING);
    await().atMost(Duration.ofSeconds(20)).until(() -> service.current() != before);
  }

  private static RedisQueueConsumer consumer(ReloadingService worker, String role) {
    CamelContext context = ((WorkerProcess) worker.current()).context();
    return (RedisQueueConsumer) context.getRoute("worker." + role).getConsumer();
  }

  private Object producer(ReloadingService beat, String schedule, String operation)
      throws JMException {
    String context = ((BeatProcess) beat.current()).context().getManagementName();
    for (ObjectName name :
        beans.queryNames(
            new ObjectName("org.apache.camel:context=" + context + ",type=producers,*"), null)) {
      String uri = String.valueOf(beans.getAttribute(name, "EndpointUri"));
      if (uri.startsWith("redis-queue://" + schedule + "?") && uri.contains("run=due")) {
        return operation.equals("Paused")
            ? beans.getAttribute(name, operation)
            : beans.invoke(name, operation, new Object[0], new String[0]);
      }
    }
    throw new AssertionError("no producer of " + schedule);
  }

  @Test
  void a_role_that_was_paused_stays_so_over_a_changed_file_until_it_is_resumed()
      throws IOException {
    WatchedFile file = file();
    ReloadingService worker =
        ReloadingService.worker(
            read().config().orElseThrow(),
            "web1",
            next -> WorkerProcess.Identity.of(next, "web1"),
            settings(),
            file);
    try {
      worker.start();
      consumer(worker, "web").pauseClaiming();

      change(worker);

      assertThat(consumer(worker, "web").getConcurrency()).isEqualTo(3);
      assertThat(consumer(worker, "web").getPausedBy())
          .isEqualTo("this worker paused by an operator (JMX)");
      assertThat(consumer(worker, "db").isPaused()).isFalse();
      consumer(worker, "web").resumeClaiming();
      assertThat(consumer(worker, "web").isPaused()).isFalse();
    } finally {
      worker.close();
    }
  }

  @Test
  void so_does_a_schedule() throws Exception {
    WatchedFile file = file();
    ReloadingService beat =
        ReloadingService.beat(read().config().orElseThrow(), "beat1", settings(), file);
    try {
      beat.start();
      producer(beat, "s", "pauseSubmitting");

      change(beat);

      assertThat(producer(beat, "s", "Paused")).isEqualTo(true);
      assertThat(producer(beat, "other", "Paused")).isEqualTo(false);
    } finally {
      beat.close();
    }
  }
}
