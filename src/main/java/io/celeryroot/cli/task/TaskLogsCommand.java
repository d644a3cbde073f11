// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPrinter;
import io.celeryroot.config.Durations;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.output.OutputPiece.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task logs}: the output of jobs, also while they run. */
@Command(
    description = {
      "Shows what jobs print, also while they run.",
      "For a run: all its jobs, each line after its host. With --follow: exit 1 if a job failed."
    },
    footer = {
      "",
      "With -o json: an object on a line for each piece of output.",
      "Example: cl task logs -f ping-20261124T020000Z-x1y2z3a4.web01"
    })
public final class TaskLogsCommand extends RedisCommand {

  /** The streams of a program, by their names on the command line. */
  enum Stream {
    stdout,
    stderr,
    both;

    boolean has(LogPart part) {
      return this == both || part.isGap() || (part.channel() == Channel.STDOUT) == (this == stdout);
    }
  }

  @Parameters(paramLabel = "RUN|JOB", description = "A run or a job.")
  private String id;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the jobs have ended, over all attempts.")
  private boolean follow;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "LINES",
      description = "Begin with the last lines of each job (default: with the first).")
  private Integer tail;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Begin with what was printed after that time, such as 10m.")
  private Duration since;

  @Option(
      names = "--stream",
      paramLabel = "stdout|stderr|both",
      description = "One of the two streams only (default: both).")
  private Stream stream = Stream.both;

  @Override
  protected void check() {
    CommandFailure.refuseIf(tail != null && tail < 0, "cl: --tail %s; need 0 or more", tail);
  }

  @Override
  protected boolean run(SiteConnection site) {
    List<JobView> jobs = JobLookup.jobs(site, console, id);
    Optional<Instant> from =
        Optional.ofNullable(since).map(age -> site.redis().serverTime().minus(age));
    LogPrinter printer = new LogPrinter(console, jobs, stream::has);
    LogFollower follower = new LogFollower(console, site, jobs, printer, retry());
    try {
      follower.printFirst(parts -> chosen(parts, from));
      return !follow || follower.follow(Durations.MAX).stream().noneMatch(JobView::hasFailed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut("cl: interrupted; the jobs continue").causedBy(e);
    }
  }

  private RedisRetry retry() {
    return follow
        ? new RedisRetry(
            console, RedisRetry.WHILE_WAITING, "the jobs continue; see: cl task logs -f " + id)
        : new RedisRetry(console, Duration.ZERO, "");
  }

  private List<LogPart> chosen(List<LogPart> parts, Optional<Instant> from) {
    List<LogPart> chosen =
        parts.stream()
            .filter(stream::has)
            .filter(part -> from.isEmpty() || part.at().filter(from.get()::isBefore).isPresent())
            .toList();
    return tail == null ? chosen : LogPart.tail(chosen, tail);
  }
}
