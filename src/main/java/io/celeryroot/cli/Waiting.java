// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.cli.output.Text;
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
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Submits a run and, if asked to, waits for its jobs: the options and what they do. */
final class Waiting {

  private final Session session;

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
          "With --wait or --follow: wait no longer, such as 10m; then exit 3, the jobs go on.")
  private Duration timeout;

  private Duration maxWait = Durations.MAX;

  Waiting(Session session) {
    this.session = session;
  }

  /** Refuses options that do not fit. */
  void check() {
    if (timeout == null) {
      return;
    }
    if (!wait && !follow) {
      throw Refusal.wrongCommandLine("cl: --timeout goes with --wait or --follow only");
    }
    maxWait = timeout;
  }

  /** Submits the run and prints what became of it. */
  int submit(Site site, RunRequest request) {
    Optional<TraceContext> caller =
        TraceContext.parse(session.env().get("TRACEPARENT"), session.env().get("TRACESTATE"));
    SubmittedRun submitted =
        new Submission(site.redis(), site.config().resultsKept()).submit(request.within(caller));
    return wait || follow ? await(site, submitted.run()) : announce(site, submitted);
  }

  private int announce(Site site, SubmittedRun submitted) {
    RunRecord run = submitted.run();
    RunView view = view(site, run);
    session.answer(RunText.document(view), () -> RunText.table(view, session));
    long held = submitted.jobs().values().stream().filter(Enqueued.HELD::equals).count();
    if (held > 0) {
      session.say(
          "cl: " + Text.count(held, "job") + " held until the last of its schedule has ended");
    }
    session.say("see: cl task result " + run.id());
    return ExitCode.YES;
  }

  private int await(Site site, RunRecord run) {
    List<String> ids = run.jobs().stream().map(RunJob::id).toList();
    // Ctrl-C ends this command and nothing else; the hook is the only thing that runs then.
    Thread onInterrupt = new Thread(() -> session.say(goOn(run)));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    Patience patience = new Patience(session, Patience.WHILE_WAITING, goOn(run)).within(maxWait);
    List<String> left;
    RunView view;
    try {
      left =
          follow && session.options().format == OutputFormat.table
              ? follow(site, run, patience)
              : await(site, run, ids, patience);
      view = patience.ask(() -> view(site, run));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.notFoundOut(goOn(run), e);
    } finally {
      removeHook(onInterrupt);
    }
    if (session.options().format != OutputFormat.table) {
      session.answer(RunText.document(view), String::new);
    } else if (!follow && view.jobs().stream().anyMatch(RunText::hasMoreOutput)) {
      session.say("see: cl task result " + run.id());
    }
    if (!left.isEmpty()) {
      throw Refusal.notFoundOut(
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

  private List<String> await(Site site, RunRecord run, List<String> ids, Patience patience)
      throws InterruptedException {
    Results results = new Results(site.redis());
    Progress progress = Progress.of(session, run);
    long startedNanos = System.nanoTime();
    while (true) {
      try {
        Duration rest = maxWait.minusNanos(System.nanoTime() - startedNanos);
        List<String> left = results.await(ids, rest, progress::changed);
        progress.end();
        return left;
      } catch (QueueUnavailable e) {
        patience.ask(() -> results.findAll(ids));
        progress.interrupted();
      }
    }
  }

  private List<String> follow(Site site, RunRecord run, Patience patience)
      throws InterruptedException {
    session.say("run " + run.id());
    List<JobView> jobs = patience.ask(() -> view(site, run)).jobs();
    return new LogFollower(session, site, jobs, LogSink.of(session, jobs), patience)
        .follow(maxWait);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook already.
    }
  }

  private static String goOn(RunRecord run) {
    return "the jobs go on; see: cl task result " + run.id();
  }

  private static String labels(RunRecord run, List<String> ids) {
    return run.jobs().stream()
        .filter(job -> ids.contains(job.id()))
        .map(job -> job.target().label())
        .collect(Collectors.joining(", "));
  }

  private static RunView view(Site site, RunRecord run) {
    Optional<RunView> view = site.monitor().run(run.id());
    return view.orElseGet(
        () ->
            new RunView(
                run,
                run.jobs().stream()
                    .map(
                        job ->
                            new JobView(
                                job.id(), run.task(), Optional.of(job.target()), Optional.empty()))
                    .toList()));
  }
}
