// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.Schedule;
import io.celeryroot.job.run.RunRecord;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that runs were made with another cl.yaml than that of this Beat: by another Beat, or by
 * this one before its file was changed. Thread-safe.
 */
final class OtherFiles {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final String own;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param host of this Beat
   */
  OtherFiles(String host) {
    this.own = "beat@" + host;
  }

  /**
   * Warns once of each file, and notes each run in which hosts are left out.
   *
   * @param left hosts for which the run would have a job by the file of this Beat
   */
  void tell(Schedule schedule, RunRecord run, List<String> left) {
    if (!run.by().equals(own) && told.add(run.by() + " " + run.file().orElse(""))) {
      LOG.warn(
          "run {}: {} made it with another cl.yaml than this Beat has; a run is what the Beat that"
              + " was first makes of it; fix: give all Beats the same file, \"cl config diff running\""
              + " shows the difference",
          run.id(),
          run.by());
    }
    if (!left.isEmpty()) {
      LOG.info(
          "run {}: made with another cl.yaml by {}; it has no job for {} of schedule {}",
          run.id(),
          run.by(),
          String.join(", ", left),
          schedule.name());
    }
  }
}
