// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.log;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.JobLog;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.text.Text;
import io.celeryroot.view.site.JobViews;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Prints the output of jobs, so far and until they end. Confined to one thread. */
public final class LogFollower {

  private static final long LOOK_EVERY_MILLIS = 200;

  private final Console console;
  private final Results results;
  private final OutputLog log;
  private final LogPrinter printer;
  private final RedisRetry retry;
  private final Map<String, JobView> open = new LinkedHashMap<>();
  private final Map<String, JobView> seen = new LinkedHashMap<>();
  private final Map<String, JobLog> logs = new LinkedHashMap<>();
  private final Map<String, String> said = new LinkedHashMap<>();

  public LogFollower(
      Console console,
      SiteConnection site,
      List<JobView> jobs,
      LogPrinter printer,
      RedisRetry retry) {
    this.console = console;
    this.results = new Results(site.redis());
    this.log = new OutputLog(site.redis(), site.config().resultsKept());
    this.printer = printer;
    this.retry = retry;
    jobs.forEach(job -> open.put(job.id(), job));
  }

  /**
   * Prints the output so far.
   *
   * @param first picks the parts to print
   * @throws InterruptedException the caller wants to wait no more
   */
  public void printFirst(UnaryOperator<List<LogPart>> first) throws InterruptedException {
    for (JobView job : look()) {
      List<LogPart> parts = log(job).first(job.result());
      first.apply(parts).forEach(part -> printer.print(job, part));
      if (parts.isEmpty()) {
        console.say(state(job) + ", no output" + (job.hasEnded() ? "" : " yet"));
        said.put(job.id(), job.word());
      }
      if (job.hasEnded()) {
        printer.end(job);
      }
    }
  }

  /**
   * Prints new output until the jobs have ended.
   *
   * @return the jobs as last seen; some have not ended if {@code maxWait} has passed
   * @throws InterruptedException the caller wants to wait no more
   */
  public List<JobView> follow(Duration maxWait) throws InterruptedException {
    long startedNanos = System.nanoTime();
    while (true) {
      // First the state, then the output: a worker writes them the other way round.
      for (JobView job : look()) {
        log(job).next().forEach(part -> printer.print(job, part));
        if (job.hasEnded()) {
          log(job).rest(job.result().orElseThrow()).forEach(part -> printer.print(job, part));
          open.remove(job.id());
          printer.end(job);
        }
        sayState(job);
      }
      long leftMillis = maxWait.minusNanos(System.nanoTime() - startedNanos).toMillis();
      if (open.isEmpty() || leftMillis <= 0 || console.out().checkError()) {
        return List.copyOf(seen.values());
      }
      Thread.sleep(Math.min(LOOK_EVERY_MILLIS, leftMillis));
    }
  }

  private JobLog log(JobView job) {
    return logs.computeIfAbsent(job.id(), id -> new JobLog(log, retry, id));
  }

  private List<JobView> look() throws InterruptedException {
    Map<String, JobResult> found = retry.ask(() -> results.findAll(open.keySet()));
    List<JobView> now =
        open.values().stream()
            .map(job -> job.with(Optional.ofNullable(found.get(job.id()))))
            .toList();
    now.forEach(job -> seen.put(job.id(), job));
    return now;
  }

  private void sayState(JobView job) {
    boolean isNews = !job.word().equals(said.put(job.id(), job.word()));
    if (isNews && job.state() != JobState.STARTED && job.state() != JobState.PENDING) {
      console.say(state(job));
    }
  }

  private static String state(JobView job) {
    String host = JobViews.place(job);
    String duration = JobViews.duration(job).map(took -> " in " + Text.duration(took)).orElse("");
    String next =
        job.result()
            .flatMap(JobResult::nextAttempt)
            .map(at -> ", next attempt " + Text.utc(at))
            .orElse("");
    return "job %s%s: %s%s%s"
        .formatted(job.id(), host.isEmpty() ? "" : " on " + host, job.word(), duration, next);
  }
}
