// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.fleet.PausedRoles;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Views of Beats, workers and the jobs that run in them. */
public final class ProcessViews {

  /** A job that runs, and the worker that runs it. */
  public record Running(RunningJob job, Heartbeat worker) {}

  private static final View<RunningJob> RUNNING =
      new View<RunningJob>()
          .field("id", RunningJob::id)
          .field("task", RunningJob::task)
          .field("started", RunningJob::started);

  private ProcessViews() {}

  public static View<ProcessView> beats(Instant now) {
    return new View<ProcessView>()
        .column("name", "BEAT", beat -> beat.heartbeat().name())
        .field("host", beat -> beat.heartbeat().host())
        .column("state", "STATE", ProcessViews::state, ProcessViews::stateCell)
        .field("roles", beat -> beat.heartbeat().roles())
        .field("pid", beat -> beat.heartbeat().pid())
        .column("started", "SINCE", beat -> beat.heartbeat().started())
        .column("last_seen", "LAST SEEN", ProcessViews::lastSeen, beat -> age(beat, now))
        .field("load", ProcessViews::load)
        .field("cores", beat -> beat.heartbeat().cores())
        .field("concurrency", beat -> beat.heartbeat().concurrency())
        .field("running", beat -> RUNNING.documents(beat.heartbeat().running()))
        .column("done", "RUNS", beat -> beat.heartbeat().done())
        .field("failed", beat -> beat.heartbeat().failed())
        .column("version", "VERSION", beat -> beat.heartbeat().version());
  }

  public static View<ProcessView> workers(Instant now) {
    return new View<ProcessView>()
        .id("name", "WORKER", worker -> worker.heartbeat().name())
        .field("host", worker -> worker.heartbeat().host())
        .column("state", "STATE", ProcessViews::state, ProcessViews::stateCell)
        .field("paused", worker -> paused(worker).sorted())
        .column("roles", "ROLES", worker -> worker.heartbeat().roles())
        .field("pid", worker -> worker.heartbeat().pid())
        .field("started", worker -> worker.heartbeat().started())
        .column("last_seen", "LAST SEEN", ProcessViews::lastSeen, worker -> age(worker, now))
        .column(
            "running",
            "RUNNING",
            worker -> RUNNING.documents(worker.heartbeat().running()),
            ProcessViews::slots)
        .column("done", "DONE", worker -> worker.heartbeat().done())
        .column("failed", "FAILED", worker -> worker.heartbeat().failed())
        .column("load", "LOAD", ProcessViews::load, ProcessViews::loadText)
        .field("cores", worker -> worker.heartbeat().cores())
        .field("concurrency", worker -> worker.heartbeat().concurrency())
        .column("version", "VERSION", worker -> worker.heartbeat().version());
  }

  /** Returns the jobs that workers run; those of a lost one are back in line, or have ended. */
  public static List<Running> runningIn(List<ProcessView> workers) {
    return workers.stream()
        .filter(ProcessView::alive)
        .map(ProcessView::heartbeat)
        .flatMap(worker -> worker.running().stream().map(job -> new Running(job, worker)))
        .toList();
  }

  public static View<Running> running(Instant now) {
    return new View<Running>()
        .idCell("RUNNING JOB", running -> running.job().id())
        .cell("TASK", running -> running.job().task())
        .cell("HOST", running -> running.worker().host())
        .cell("FOR", running -> Duration.between(running.job().started(), now));
  }

  private static String state(ProcessView process) {
    return process.alive() ? "alive" : "lost";
  }

  private static Cell stateCell(ProcessView process) {
    if (!process.alive()) {
      return new Cell(state(process), Colour.RED);
    }
    return paused(process)
        .text(process.heartbeat().roles())
        .map(text -> new Cell(state(process) + ", " + Printable.line(text), Colour.YELLOW))
        .orElseGet(() -> new Cell(state(process), Colour.GREEN));
  }

  private static PausedRoles paused(ProcessView process) {
    return PausedRoles.of(List.of(process.heartbeat()));
  }

  private static Instant lastSeen(ProcessView process) {
    return process.heartbeat().at();
  }

  private static String age(ProcessView process, Instant now) {
    return Text.since(lastSeen(process), now);
  }

  private static String slots(ProcessView worker) {
    return worker.heartbeat().running().size() + "/" + worker.heartbeat().concurrency();
  }

  private static Optional<Double> load(ProcessView process) {
    return Optional.of(process.heartbeat().load()).filter(load -> load >= 0 && !load.isInfinite());
  }

  private static Optional<String> loadText(ProcessView process) {
    return load(process).map(load -> String.format(Locale.ROOT, "%.2f", load));
  }
}
