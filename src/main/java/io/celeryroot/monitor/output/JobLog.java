// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.output;

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
public final class JobLog {

  private static final int PAGE = 200;

  private final OutputLog log;
  private final Asking redis;
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

  /**
   * @param log of all jobs
   * @param redis asks, again if need be
   * @param job ID
   */
  public JobLog(OutputLog log, Asking redis, String job) {
    this.log = log;
    this.redis = redis;
    this.job = job;
  }

  public List<LogPart> first(Optional<JobResult> result) throws InterruptedException {
    Optional<JobResult> ended = result.filter(JobResult::hasEnded);
    isRead = ended.isPresent();
    List<LogPart> parts = new ArrayList<>(next());
    if (isRead && !isComplete(ended.get()) && hasMore(ended.get(), parts)) {
      parts.removeIf(part -> part.attempt() == ended.get().attempt());
      parts.addAll(of(ended.get()));
    }
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
  public List<LogPart> next() throws InterruptedException {
    List<LogPart> parts = new ArrayList<>();
    List<OutputEntry> page;
    do {
      page = redis.ask(() -> log.read(job, after, PAGE));
      for (OutputEntry entry : page) {
        take(entry, parts);
        after = entry.id();
      }
    } while (!page.isEmpty());
    return parts;
  }

  /** Returns the output that the result of an ended job has beyond what was read. */
  public List<LogPart> rest(JobResult result) {
    if (isRead || isComplete(result)) {
      return List.of();
    }
    List<LogPart> all = of(result);
    if (all.isEmpty() || !attempts.containsKey(result.attempt())) {
      return all;
    }
    return List.of(
        LogPart.gap(
            result.attempt(),
            result.host(),
            "... not all of it was stored while it ran; see: cl task result " + job));
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

  private static List<LogPart> of(JobResult result) {
    return result.outcome().stream()
        .flatMap(
            outcome ->
                Stream.of(
                    part(result, Channel.STDOUT, outcome.stdout()),
                    part(result, Channel.STDERR, outcome.stderr())))
        .filter(part -> !part.text().isEmpty())
        .toList();
  }

  private static LogPart part(JobResult result, Channel channel, String text) {
    return new LogPart(result.attempt(), result.host(), channel, result.done(), text);
  }
}
