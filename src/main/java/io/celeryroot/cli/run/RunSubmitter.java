// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogSink;
import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.view.RunViews;
import io.celeryroot.config.Durations;
import io.celeryroot.job.TraceContext;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Submits a run and waits for its jobs if the options say so. */
public final class RunSubmitter {

  private static final Set<Enqueued> WAITING = Set.of(Enqueued.QUEUED, Enqueued.HELD);

  private final Console console;

  @Option(
      names = {"-w", "--wait"},
      order = 10,
      description = "Wait until all jobs have ended; exit 1 if one failed.")
  private boolean wait;

  @Option(
      names = {"-f", "--follow"},
      order = 10,
      description = "Wait, and print the output of the jobs as it appears.")
  private boolean follow;

  @Option(
      names = "--timeout",
      order = 11,
      paramLabel = "DURATION",
      description =
          "With --wait or --follow: wait no longer, such as 10m; then exit 3; the jobs continue.")
  private Duration timeout;

  private Duration maxWait = Durations.MAX;

  public RunSubmitter(Console console) {
    this.console = console;
  }

  /** Refuses options that do not go together. */
  public void check() {
    if (timeout == null) {
      return;
    }
    if (!wait && !follow) {
      throw CommandFailure.wrongCommandLine("cl: --timeout goes with --wait or --follow only");
    }
    maxWait = timeout;
  }

  /** Submits the run and prints its jobs. */
  public int submit(SiteConnection site, RunRequest request) {
    Optional<TraceContext> caller =
        TraceContext.parse(console.env().get("TRACEPARENT"), console.env().get("TRACESTATE"));
    SubmittedRun submitted =
        new Submission(site.redis(), site.config().resultsKept()).submit(request.within(caller));
    return wait || follow ? await(site, submitted.run()) : announce(site, submitted);
  }

  private int announce(SiteConnection site, SubmittedRun submitted) {
    RunRecord run = submitted.run();
    // Only of a job that was skipped, or submitted before, is there more to tell than that it
    // waits.
    boolean allWait = submitted.jobs().values().stream().allMatch(WAITING::contains);
    answer(allWait ? new RunView(run, RunProgress.jobsOf(run)) : view(site, run));
    long held = submitted.jobs().values().stream().filter(Enqueued.HELD::equals).count();
    if (held > 0) {
      console.say(
          "cl: "
              + Text.count(held, "job")
              + " blocked until the last job of its schedule has ended");
    }
    console.say("see: cl task result " + run.id());
    return ExitCode.YES;
  }

  private int await(SiteConnection site, RunRecord run) {
    List<String> ids = run.jobs().stream().map(RunJob::id).toList();
    // Ctrl-C ends this command and nothing else; the hook is the only thing that runs then.
    Thread onInterrupt = new Thread(() -> console.say(goOn(run)));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    RedisRetry retry = new RedisRetry(console, RedisRetry.WHILE_WAITING, goOn(run)).within(maxWait);
    List<String> left;
    RunView view;
    try {
      left =
          follow && console.options().format == OutputFormat.table
              ? follow(site, run, retry)
              : await(site, run, ids, retry);
      view = retry.ask(() -> view(site, run));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut(goOn(run), e);
    } finally {
      removeHook(onInterrupt);
    }
    if (console.options().format != OutputFormat.table) {
      answer(view);
    } else if (!follow && view.jobs().stream().anyMatch(RunViews::hasMoreOutput)) {
      console.say("see: cl task result " + run.id());
    }
    if (!left.isEmpty()) {
      throw CommandFailure.notFoundOut(
          "cl: not ended within "
              + Text.duration(maxWait)
              + ": "
              + labels(run, left)
              + "\n"
              + goOn(run),
          null);
    }
    return view.hasFailedJob() ? ExitCode.NO : ExitCode.YES;
  }

  private List<String> await(SiteConnection site, RunRecord run, List<String> ids, RedisRetry retry)
      throws InterruptedException {
    Results results = new Results(site.redis());
    RunProgress progress = new RunProgress(console, run);
    long startedNanos = System.nanoTime();
    while (true) {
      try {
        Duration rest = maxWait.minusNanos(System.nanoTime() - startedNanos);
        return results.await(ids, rest, progress::changed);
      } catch (QueueUnavailable e) {
        retry.ask(() -> results.findAll(ids));
        progress.interrupted();
      }
    }
  }

  private List<String> follow(SiteConnection site, RunRecord run, RedisRetry retry)
      throws InterruptedException {
    console.say("run " + run.id());
    List<JobView> jobs = retry.ask(() -> view(site, run)).jobs();
    return new LogFollower(console, site, jobs, LogSink.of(console, jobs), retry).follow(maxWait);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook already.
    }
  }

  private static String goOn(RunRecord run) {
    return "the jobs continue; see: cl task result " + run.id();
  }

  private static String labels(RunRecord run, List<String> ids) {
    return run.jobs().stream()
        .filter(job -> ids.contains(job.id()))
        .map(job -> job.target().label())
        .collect(Collectors.joining(", "));
  }

  private void answer(RunView run) {
    console.answer(
        RunViews.RUN.document(run), () -> RunViews.JOBS.table(run.jobs(), console.terminal()));
  }

  private static RunView view(SiteConnection site, RunRecord run) {
    return site.monitor().run(run.id()).orElseGet(() -> new RunView(run, RunProgress.jobsOf(run)));
  }
}
