// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sites whose tasks write down each execution, in files beside cl.yaml. */
final class Notes {

  /** Tasks that write down each execution: job id, attempt. */
  private static final String TASKS =
      """
      tasks:
        note: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 0.05', env: {NOTES: "%1$s"}}
        fail: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; exit 1', env: {NOTES: "%1$s"}}
        flaky:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; test "$CL_ATTEMPT" -gt 1'
          env: {NOTES: "%1$s"}
          retries: {max: 3, delay: 1s, jitter: 0}
        wait: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; until [ -e "$NOTES.go" ] || [ ! -e "$NOTES" ]; do sleep 0.2; done', env: {NOTES: "%1$s"}}
        hold: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 3', env: {NOTES: "%1$s"}}
        slow: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 20', env: {NOTES: "%1$s"}}
        long: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 100', env: {NOTES: "%1$s"}}
        longonce:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 100'
          env: {NOTES: "%1$s"}
          on_lost: fail
        once:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 3'
          env: {NOTES: "%1$s"}
          on_lost: fail
        reboot:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 20'
          env: {NOTES: "%1$s"}
          on_lost: fail
      """;

  /**
   * Read by each task: writes down when another process of the same schedule is at work, also one
   * that a killed worker left.
   */
  private static final String ALONE =
      """
      if [ -n "$CL_SCHEDULE" ]; then
        [ -d "$NOTES.busy" ] || mkdir -p "$NOTES.busy"
        : >"$NOTES.busy/$CL_SCHEDULE.$$"
        for other in "$NOTES.busy/$CL_SCHEDULE".*; do
          pid=${other##*.}
          if [ "$pid" != $$ ] && [ -e "/proc/$pid" ] &&
              grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null; then
            echo "$CL_JOB_ID beside $other" >>"$NOTES.overlaps"
          fi
        done
      fi
      """;

  private Notes() {}

  /**
   * Starts a site whose Redis forgets everything with its process.
   *
   * @param clYaml {@code workers:} and {@code schedules:}
   */
  static TestSite site(Path directory, String clYaml) {
    return builder(directory, clYaml).start();
  }

  /** Starts a site whose Redis writes each change to its disk before it answers. */
  static TestSite durableSite(Path directory, String clYaml) {
    return builder(directory, clYaml).durable(directory.resolve("redis")).start();
  }

  private static TestSite.Builder builder(Path directory, String clYaml) {
    try {
      Files.writeString(directory.resolve("notes.sh"), ALONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TestSite.with(clYaml + TASKS.formatted(directory.resolve("notes"))).in(directory);
  }

  /** The file of executions: a job ID and an attempt a line. */
  static Path executions(TestSite site) {
    return site.directory().resolve("notes");
  }

  /** Lets the jobs of the task {@code wait} end. */
  static void go(TestSite site) {
    try {
      Files.createFile(site.directory().resolve("notes.go"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of processes that ran beside another of their schedule. */
  static Path overlaps(TestSite site) {
    return site.directory().resolve("notes.overlaps");
  }
}
