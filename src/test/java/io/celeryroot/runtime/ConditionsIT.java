// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobResult;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions of jobs on real workers: real routes, Redis and processes. */
class ConditionsIT {

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void startRedis() {
    site =
        TestSite.of(
            """
            workers:
              database: {hostnames: [db01, db02]}
            tasks:
              backup_database: {script: "echo saved > DIR/$CL_HOST.saved"}
            facts:
              backup_age: {file_age: DIR/db.dump}
            schedules:
              conditional_backup:
                cron: "0 1 * * *"
                task: backup_database
                targets: [db01]
                conditions:
                  - disk_usage <= 100%
                  - backup_age > 24h
            """
                .replace("DIR", directory.toString()));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void a_job_whose_conditions_hold_runs() throws IOException {
    dump(Duration.ofHours(25));
    site.worker("db01");

    JobResult result = run("conditional_backup");

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(directory.resolve("db01.saved")).exists();
  }

  @Test
  void a_job_whose_condition_does_not_hold_is_skipped_with_the_value_and_without_an_attempt()
      throws IOException {
    dump(Duration.ofHours(3).plusMinutes(5));
    site.worker("db01");

    JobResult result = run("conditional_backup");

    assertThat(result.outcomeText())
        .matches("skipped \\(backup_age 3h5m[0-9]{0,1}s? is not > 24h\\)");
    assertThat(result.attempt()).isZero();
    assertThat(result.attempts()).isEmpty();
    assertThat(directory.resolve("db01.saved")).doesNotExist();
  }

  private void dump(Duration age) throws IOException {
    Path file = Files.createFile(directory.resolve("db.dump"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private JobResult run(String schedule) {
    return site.end(site.submitScheduled(schedule, Instant.parse("2026-11-28T01:00:00Z")));
  }
}
