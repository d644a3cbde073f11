// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that takes the place of the one before, with a real worker and real processes. */
class ReplaceIT {

  @TempDir private Path directory;

  @Test
  void a_running_job_is_cancelled_and_then_the_new_one_starts() {
    try (TestSite site =
        TestSite.of(
            """
            workers: {web: {hostnames: [web01]}}
            tasks: {nap: {script: "mkdir DIR/first && exec sleep 600"}}
            schedules:
              s: {cron: "* * * * *", task: nap, targets: [web], overlap: replace}
            """
                .replace("DIR", directory.toString()))) {
      site.worker("web01");
      Instant due = Instant.now().truncatedTo(ChronoUnit.MINUTES);
      String first = site.submitScheduled("s", due.minusSeconds(60));
      site.awaitStart(first);

      String second = site.submitScheduled("s", due);

      assertThat(site.end(first).outcomeText()).isEqualTo("cancelled");
      site.awaitStart(second);
    }
  }
}
