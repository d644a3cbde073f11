// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.MadeUpProc.BASE;
import static io.celeryroot.task.process.MadeUpProc.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as left by a worker, in a made-up /proc. */
class LeftoversTest {

  private static final long WORKER = BASE + 50;

  @TempDir Path directory;
  private MadeUpProc proc;

  @BeforeEach
  void workerThatLives() throws IOException {
    proc = new MadeUpProc(directory);
    proc.add(WORKER, 1, WORKER, 500, "S", "PATH=/bin");
  }

  @Test
  void what_a_worker_that_is_gone_has_started_is_left() throws IOException {
    start(BASE + 1, "gone", (BASE + 60) + "/600");
    start(BASE + 2, "another-got-its-pid", WORKER + "/400");
    start(BASE + 3, "alive", WORKER + "/500");

    assertThat(leftovers().jobs()).containsOnlyKeys("gone", "another-got-its-pid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x/1", "/1", "-1/1", "99999999999999999999/1", "1", "1/x", "1/1/1", "1/"})
  void whoever_writes_a_mark_of_another_form_hides_no_leftover(String mark) throws IOException {
    start(BASE + 1, "mine", mark);
    start(BASE + 2, "gone", (BASE + 60) + "/600");

    assertThat(leftovers().jobs()).containsOnlyKeys("gone");
    assertThat(leftovers().end("mine", Duration.ZERO)).isZero();
  }

  private void start(long pid, String job, String worker) throws IOException {
    proc.add(
        pid,
        1,
        pid,
        700,
        "S",
        "CELERYROOT_PROCESS=p" + pid,
        "CELERYROOT_JOB=" + job,
        "CELERYROOT_WORKER=" + NAMESPACE + "/" + worker);
  }

  private Leftovers leftovers() {
    return new Leftovers(proc.path());
  }
}
