// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.log;

import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.job.JobResult;
import io.celeryroot.queue.output.OutputEntry;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.queue.output.OutputPiece;
import io.celeryroot.queue.output.OutputPiece.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The output of one job in the order of printing. It comes from the log that the worker writes
 * while the job runs. Where that lacks something of the last attempt, it comes from the result.
 *
 * <p>Confined to one thread.
 */
final class JobLog {

  private static final int PAGE = 200;

  private final OutputLog log;
  private final RedisRetry retry;
  private final String job;
  private final Map<Integer, Progress> attempts = new HashMap<>();
  private String after = OutputLog.START;
  private boolean isRead;

  /** The position up to which one attempt was read. */
  private static final class Progress {
    private long next;
    private boolean hasGap;
    private boolean hasEnded;
  }

  JobLog(OutputLog log, RedisRetry retry, String job) {
    this.log = log;
    this.retry = retry;
    this.job = job;
  }

  /** Returns all output that there is now. */
  List<LogPart> first(Optional<JobResult> result) throws InterruptedException {
    isRead = result.filter(JobResult::hasEnded).isPresent();
    List<LogPart> parts = new ArrayList<>(next());
    result
        .filter(ended -> ended.hasEnded() && !isComplete(ended) && hasMore(ended, parts))
        .ifPresent(
            ended -> {
              parts.removeIf(part -> part.attempt() == ended.attempt());
              parts.addAll(of(ended));
            });
    return parts;
  }

  /** A small {@code max_output} cuts a result more than the log. */
  private static boolean hasMore(JobResult result, List<LogPart> parts) {
    return length(of(result).stream())
        > length(parts.stream().filter(p -> p.attempt() == result.attempt()));
  }

  private static long length(Stream<LogPart> parts) {
    return parts.filter(part -> !part.isGap()).mapToLong(part -> part.text().length()).sum();
  }

  /** Returns the output since the last look. */
  List<LogPart> next() throws InterruptedException {
    List<LogPart> parts = new ArrayList<>();
    List<OutputEntry> page = page();
    while (!page.isEmpty()) {
      page.forEach(entry -> take(entry, parts));
      after = page.get(page.size() - 1).id();
      page = page();
    }
    return parts;
  }

  private List<OutputEntry> page() throws InterruptedException {
    return retry.ask(() -> log.read(job, after, PAGE));
  }

  /** Returns the output that the result of an ended job has beyond what was read. */
  List<LogPart> rest(JobResult result) {
    if (isRead || isComplete(result) || !hasOutput(result)) {
      return List.of();
    }
    return attempts.containsKey(result.attempt())
        ? List.of(
            LogPart.gap(
                result.attempt(),
                result.host(),
                "... not all of it was stored while it ran; see: cl task result " + job))
        : of(result);
  }

  private void take(OutputEntry entry, List<LogPart> parts) {
    Progress progress = attempts.computeIfAbsent(entry.attempt(), attempt -> new Progress());
    OutputPiece piece = entry.piece();
    if (piece.position() > progress.next) {
      progress.hasGap = true;
      parts.add(
          LogPart.gap(
              entry.attempt(),
              entry.host(),
              "... " + (piece.position() - progress.next) + " characters cut ..."));
    }
    if (piece.channel() == Channel.END) {
      progress.hasEnded = true;
    } else if (piece.end() > progress.next) {
      int known = (int) Math.max(0, progress.next - piece.position());
      parts.add(
          new LogPart(
              entry.attempt(),
              entry.host(),
              piece.channel(),
              Optional.of(entry.at()),
              piece.text().substring(known)));
    }
    progress.next = Math.max(progress.next, piece.end());
  }

  private boolean isComplete(JobResult result) {
    Progress progress = attempts.get(result.attempt());
    return progress != null && progress.hasEnded && !progress.hasGap;
  }

  private static boolean hasOutput(JobResult result) {
    return result.outcome().filter(o -> !o.stdout().isEmpty() || !o.stderr().isEmpty()).isPresent();
  }

  private static List<LogPart> of(JobResult result) {
    List<LogPart> parts = new ArrayList<>();
    result
        .outcome()
        .ifPresent(
            outcome -> {
              add(parts, result, Channel.STDOUT, outcome.stdout());
              add(parts, result, Channel.STDERR, outcome.stderr());
            });
    return parts;
  }

  private static void add(List<LogPart> parts, JobResult result, Channel channel, String text) {
    if (!text.isEmpty()) {
      parts.add(new LogPart(result.attempt(), result.host(), channel, result.done(), text));
    }
  }
}
