// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.log;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.Asking;
import io.celeryroot.monitor.output.JobLog;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.redis.Redis;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Output;
import java.util.List;

/**
 * The end of what a job printed, so that a page stays small whatever the job prints. Confined to
 * one thread.
 */
public final class LogTail {

  /** Number of characters that a page shows. */
  static final int MOST = 64 * 1024;

  private final StringBuilder text = new StringBuilder();
  private int attempt = 1;
  private long cut;

  /** Returns what a job has printed so far. */
  public static Output shown(Redis redis, ClConfig config, JobView job) {
    LogTail tail = new LogTail();
    try {
      log(redis, config, job).first(job.result()).forEach(tail::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return tail.output(job);
  }

  static JobLog log(Redis redis, ClConfig config, JobView job) {
    return new JobLog(new OutputLog(redis, config.resultsKept()), Asking.ONCE, job.id());
  }

  void addAll(List<LogPart> parts) {
    parts.forEach(this::add);
  }

  private void add(LogPart part) {
    if (part.attempt() != attempt) {
      attempt = part.attempt();
      text.append("==> attempt ").append(attempt).append(" on ").append(part.host());
      text.append(" <==\n");
    }
    text.append(part.text());
    if (part.isGap()) {
      text.append('\n');
    }
    if (text.length() > MOST) {
      cut();
    }
  }

  /** Cuts at the start of a line where there is one. */
  private void cut() {
    int from = text.length() - MOST;
    int line = text.indexOf("\n", from);
    int end = line < 0 || line > from + MOST / 2 ? from : line + 1;
    cut += end;
    text.delete(0, end);
  }

  Output output(JobView job) {
    String path = Address.of("/jobs", job.id());
    return new Output(
        "Output",
        text.length() == 0 && job.hasEnded() ? "It printed nothing." : text.toString(),
        cut,
        job.hasEnded() ? "" : path + "/live",
        path + "/log",
        job.word());
  }
}
