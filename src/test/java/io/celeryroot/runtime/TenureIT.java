// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.runtime.reload.WatchedFile;
import io.celeryroot.testing.TestRedis;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What heartbeats tell of a process whose file is changed. */
final class TenureIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;

  private static String clYaml(int concurrency) {
    return """
    redis: {url: "%s"}
    workers: {web: {hostnames: [web01], concurrency: %d}}
    schedules: {second: {every: 1s, task: ping, targets: [web], overlap: allow}}
    """
        .formatted(server.url(), concurrency);
  }

  private ReadResult read() {
    return ConfigLoader.withRoutes(
        ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty()));
  }

  private WatchedFile file() throws IOException {
    Path file = Files.writeString(directory.resolve("cl.yaml"), clYaml(1));
    return new WatchedFile(file, Instant.EPOCH, this::read, false, UnaryOperator.identity());
  }

  private void change(ReloadingService service) throws IOException {
    Generation before = service.current();
    Path draft = Files.writeString(directory.resolve("draft"), clYaml(2));
    Files.move(draft, directory.resolve("cl.yaml"), StandardCopyOption.REPLACE_EXISTING);
    await().atMost(PATIENCE).until(() -> service.current() != before);
  }

  private static Heartbeat awaitOne(Supplier<List<Heartbeat>> all, long done) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> all.get().stream().filter(one -> one.done() >= done).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void a_beat_and_a_worker_live_since_their_process_began_and_keep_their_counts()
      throws IOException {
    WatchedFile file = file();
    Heartbeats heartbeats = new Heartbeats(server.redis());
    ReloadingService beat =
        ReloadingService.beat(
            read().config().orElseThrow(),
            "beat1",
            new ServiceSettings(false, Optional.empty()),
            file);
    ReloadingService worker =
        ReloadingService.worker(
            read().config().orElseThrow(),
            "web01",
            next -> WorkerProcess.Identity.of(next, "web01"),
            new ServiceSettings(false, Optional.empty()),
            file);
    try {
      beat.start();
      worker.start();
      Heartbeat beatBefore = awaitOne(heartbeats::beats, 3);
      Heartbeat workerBefore = awaitOne(heartbeats::workers, 1);

      change(beat);
      await().atMost(PATIENCE).until(() -> isOfNewFile(heartbeats.beats(), beatBefore));
      await().atMost(PATIENCE).until(() -> isOfNewFile(heartbeats.workers(), workerBefore));

      assertThat(heartbeats.beats())
          .singleElement()
          .satisfies(
              now -> {
                assertThat(now.started()).isEqualTo(beatBefore.started());
                assertThat(now.done()).isGreaterThanOrEqualTo(beatBefore.done());
              });
      assertThat(heartbeats.workers())
          .singleElement()
          .extracting(Heartbeat::started)
          .isEqualTo(workerBefore.started());
    } finally {
      beat.close();
      worker.close();
    }
    assertThat(heartbeats.beats()).isEmpty();
    assertThat(heartbeats.workers()).isEmpty();
  }

  private static boolean isOfNewFile(List<Heartbeat> all, Heartbeat before) {
    return all.stream().anyMatch(one -> !one.fingerprints().equals(before.fingerprints()));
  }
}
