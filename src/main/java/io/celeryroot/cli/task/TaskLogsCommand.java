// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPart;
import io.celeryroot.cli.log.LogSink;
import io.celeryroot.config.Durations;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.output.OutputPiece.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task logs}: the output of jobs, also while they run. */
@Command(
    name = "logs",
    sortOptions = false,
    description = {
      "Shows what jobs print, also while they run.",
      "For a run: all its jobs, each line after its host. With --follow: exit 1 if a job failed."
    },
    footer = {
      "",
      "With -o json: an object on a line for each piece of output.",
      "Example: cl task logs -f ping-20261124T020000Z-x1y2z3a4.web01"
    })
final class TaskLogsCommand extends ConsoleCommand {

  /** The streams of a program, by their names on the command line. */
  enum Stream {
    stdout,
    stderr,
    both;

    boolean has(LogPart part) {
      return this == both || part.isGap() || (part.channel() == Channel.STDOUT) == (this == stdout);
    }
  }

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  @Option(
      names = {"-f", "--follow"},
      order = 1,
      description = "Go on until the jobs have ended, over all attempts.")
  private boolean follow;

  @Option(
      names = {"-n", "--tail"},
      order = 2,
      paramLabel = "LINES",
      description = "Begin with the last lines of each job (default: with the first).")
  private Integer tail;

  @Option(
      names = "--since",
      order = 3,
      paramLabel = "DURATION",
      description = "Begin with what was printed after that time, such as 10m.")
  private Duration since;

  @Option(
      names = "--stream",
      order = 4,
      paramLabel = "stdout|stderr|both",
      description = "One of the two streams only (default: both).")
  private Stream stream = Stream.both;

  TaskLogsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (tail != null && tail < 0) {
      throw CommandFailure.wrongCommandLine("cl: --tail " + tail + "; need 0 or more");
    }
    try (SiteConnection site = SiteConnection.open(console)) {
      List<JobView> jobs = JobLookup.jobs(site, id);
      Optional<Instant> from = from(site);
      LogSink sink = only(stream, LogSink.of(console, jobs));
      RedisRetry retry = retry();
      LogFollower follower = new LogFollower(console, site, jobs, sink, retry);
      follower.printFirst(parts -> chosen(parts, from));
      if (!follow) {
        return ExitCode.YES;
      }
      follower.follow(Durations.MAX);
      List<String> ids = jobs.stream().map(JobView::id).toList();
      Map<String, JobResult> found = retry.ask(() -> new Results(site.redis()).findAll(ids));
      boolean isWell = found.entrySet().stream().noneMatch(TaskLogsCommand::hasFailed);
      return isWell ? ExitCode.YES : ExitCode.NO;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut("cl: interrupted; the jobs continue", e);
    }
  }

  private RedisRetry retry() {
    return follow
        ? new RedisRetry(
            console, RedisRetry.WHILE_WAITING, "the jobs continue; see: cl task logs -f " + id)
        : new RedisRetry(console, Duration.ZERO, "");
  }

  private static boolean hasFailed(Map.Entry<String, JobResult> found) {
    JobResult result = found.getValue();
    return new JobView(found.getKey(), result.task(), Optional.empty(), Optional.of(result))
        .hasFailed();
  }

  private Optional<Instant> from(SiteConnection site) {
    return Optional.ofNullable(since).map(age -> site.redis().serverTime().minus(age));
  }

  private List<LogPart> chosen(List<LogPart> parts, Optional<Instant> from) {
    List<LogPart> chosen =
        parts.stream()
            .filter(stream::has)
            .filter(part -> from.isEmpty() || part.at().filter(from.get()::isBefore).isPresent())
            .toList();
    return tail == null ? chosen : LogPart.tail(chosen, tail);
  }

  private static LogSink only(Stream stream, LogSink sink) {
    return new LogSink() {
      @Override
      public void print(JobView job, LogPart part) {
        if (stream.has(part)) {
          sink.print(job, part);
        }
      }

      @Override
      public void end(JobView job) {
        sink.end(job);
      }
    };
  }
}
