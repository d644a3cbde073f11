// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.log;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.JobLog;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.Redis;
import io.celeryroot.web.Live;
import io.celeryroot.web.part.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Events with the end of what a job prints. Each event holds all that a page shows, so neither the
 * browser nor the server keeps more, and a lost event costs nothing.
 */
public final class LiveLog implements Live {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Number of questions without news after which a sign of life is sent. */
  private static final int QUIET = 15;

  private final Results results;
  private final JobLog log;
  private final Function<Output, String> html;
  private final LogTail tail = new LogTail();
  private JobView job;
  private String said = "";
  private boolean isFirst = true;
  private int quiet;

  /**
   * @param redis stays the caller's
   * @param html shows an output
   */
  public LiveLog(Redis redis, ClConfig config, JobView job, Function<Output, String> html) {
    this.results = new Results(redis);
    this.log = LogTail.log(redis, config, job);
    this.html = html;
    this.job = job;
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public Optional<String> next() {
    if (job.hasEnded()) {
      return Optional.empty();
    }
    // First the state, then the output: a worker writes them the other way round.
    results.find(job.id()).ifPresent(result -> job = job.with(Optional.of(result)));
    List<LogPart> parts = read();
    tail.addAll(parts);
    if (job.hasEnded()) {
      return Optional.of(event("output", html.apply(tail.output(job))) + event("end", ""));
    }
    if (parts.isEmpty() && job.word().equals(said)) {
      quiet = (quiet + 1) % QUIET;
      return Optional.of(quiet == 0 ? ":\n\n" : "");
    }
    said = job.word();
    return Optional.of(event("output", html.apply(tail.output(job))));
  }

  private List<LogPart> read() {
    try {
      List<LogPart> parts = new ArrayList<>(isFirst ? log.first(job.result()) : log.next());
      if (job.hasEnded() && !isFirst) {
        job.result().map(log::rest).ifPresent(parts::addAll);
      }
      isFirst = false;
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static String event(String name, String data) {
    StringBuilder event = new StringBuilder("event: " + name + "\n");
    for (String line : data.split("\\R", -1)) {
      event.append("data: ").append(line).append('\n');
    }
    return event.append('\n').toString();
  }
}
