// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.runtime.reload.WatchedFile;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Jobs that are submitted at the moment at which a worker says that a changed file is in use. */
final class FileInUseIT {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.celeryroot.config");
  private static final int CHANGES = 4;
  private static final String CL_YAML =
      """
      workers: {web: {hostnames: [web01], concurrency: 4}}
      tasks: {say: {command: [echo, file-0]}}
      """;

  @TempDir private Path directory;
  private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();

  /** Submits when the line is written, which the worker waits for. */
  private final class Submitter extends AppenderBase<ILoggingEvent> {

    private final TestSite site;

    Submitter(TestSite site) {
      this.site = site;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getFormattedMessage().endsWith("in use")) {
        jobs.addAll(site.submit("say", RunOn.ALL, "web"));
      }
    }
  }

  @AfterEach
  void forget() {
    LOG.detachAppender("submitter");
    LOG.setLevel(null);
  }

  private ReadResult read() {
    return ConfigLoader.withRoutes(
        ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty()));
  }

  private void change(String from, String to) throws IOException {
    Path file = directory.resolve("cl.yaml");
    Path next =
        Files.writeString(directory.resolve("next"), Files.readString(file).replace(from, to));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void they_run_by_the_changed_file() throws Exception {
    try (TestSite site = TestSite.with(CL_YAML).in(directory).start()) {
      Submitter submitter = new Submitter(site);
      submitter.setName("submitter");
      submitter.start();
      LOG.addAppender(submitter);
      LOG.setLevel(Level.INFO);
      ReloadingService worker =
          ReloadingService.worker(
              read().config().orElseThrow(),
              "web01",
              next -> WorkerProcess.Identity.of(next, "web01"),
              new ServiceSettings(false, Optional.empty()),
              new WatchedFile(
                  directory.resolve("cl.yaml"),
                  Instant.EPOCH,
                  this::read,
                  true,
                  UnaryOperator.identity()));
      List<String> said = new ArrayList<>();
      try {
        worker.start();
        for (int i = 1; i <= CHANGES; i++) {
          change("file-" + (i - 1), "file-" + i);
          worker.reload().orElseThrow().run();
          String job = jobs.poll(TestProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
          said.add(site.end(job, TestProcess.PATIENCE).outcome().orElseThrow().stdout().strip());
        }
      } finally {
        worker.close();
      }

      assertThat(said).containsExactly("file-1", "file-2", "file-3", "file-4");
    }
  }
}
