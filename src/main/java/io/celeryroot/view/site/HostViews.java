// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.monitor.fleet.HostView;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.queue.host.Absence;
import io.celeryroot.queue.host.Absences;
import io.celeryroot.queue.host.KnownAbsences;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import io.celeryroot.view.ViewPart;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One host: what it serves, runs and waits for, when it was away, and how its last runs went. */
public final class HostViews {

  private static final int MOST_RUNS = 20;
  private static final int MOST_WAITING = 100;

  private static final View<Job> WAITING =
      new View<Job>()
          .id("id", "JOB", Job::id)
          .column("task", "TASK", Job::task)
          .column("schedule", "SCHEDULE", Job::schedule)
          .column("expires", "EXPIRES (UTC)", Job::expires);

  private static final View<Absence> ABSENCES =
      new View<Absence>()
          .column("from", "FROM (UTC)", Absence::from)
          .column("until", "UNTIL (UTC)", Absence::until)
          .column("duration_ms", "FOR", gap -> Duration.between(gap.from(), gap.until()))
          .column("cause", "WHY", gap -> gap.cause().text())
          .column("worker", "WORKER", Absence::worker);

  private final FleetViews fleet;
  private final List<HostView> host;
  private final List<ProcessView> workers;
  private final List<Job> waiting;
  private final KnownAbsences absences;
  private final List<RunSummary> runs;
  private final Instant now;

  private HostViews(
      Fleet fleet,
      List<HostView> host,
      List<ProcessView> workers,
      List<Job> waiting,
      KnownAbsences absences,
      List<RunSummary> runs,
      Instant now) {
    this.fleet = new FleetViews(fleet, now);
    this.host = host;
    this.workers = workers;
    this.waiting = waiting;
    this.absences = absences;
    this.runs = runs;
    this.now = now;
  }

  /**
   * Reads a host.
   *
   * @param now start of the relative times
   * @return empty: no role has it, and it was never seen
   */
  public static Optional<HostViews> read(
      Redis redis, ClConfig config, Monitor monitor, Instant now, String name) {
    Fleet fleet = new FleetReader(redis, config).read();
    List<HostView> host = fleet.hosts().stream().filter(one -> one.name().equals(name)).toList();
    List<Role> roles = config.rolesOf(name);
    if (host.isEmpty() && roles.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new HostViews(
            fleet,
            host,
            monitor.workers().stream()
                .filter(worker -> worker.heartbeat().host().equals(name))
                .toList(),
            waiting(new QueueReader(redis), name, roles),
            new Absences(redis).of(name),
            new RunHistory(redis, config).find(RunQuery.ofHost(name, MOST_RUNS)),
            now));
  }

  private static List<Job> waiting(QueueReader queues, String host, List<Role> roles) {
    return roles.stream()
        .map(role -> new Target(role.name(), role.queue(), Optional.of(host)))
        .flatMap(target -> queues.waiting(target, MOST_WAITING).stream())
        .limit(MOST_WAITING)
        .toList();
  }

  /** Returns true if an operator keeps its workers from claiming jobs. */
  public boolean isDrained() {
    return host.stream().anyMatch(one -> one.order().isPresent());
  }

  public List<ViewPart<?>> parts() {
    return List.of(
        new ViewPart<>("hosts", fleet.hosts(), host, "It was never seen."),
        new ViewPart<>(
            "workers",
            "Workers",
            ProcessViews.workers(now),
            workers,
            "No worker of it was seen within 7 days."),
        new ViewPart<>(
            "",
            "Runs now",
            ProcessViews.running(now),
            ProcessViews.runningIn(workers),
            "No job runs on it."),
        new ViewPart<>(
            "waiting",
            waiting.size() == MOST_WAITING ? "Waits for it (the first 100)" : "Waits for it",
            WAITING,
            waiting,
            "No job waits for it."),
        new ViewPart<>(
            "absences",
            absencesHeading(),
            ABSENCES,
            absences.all(),
            absences.trouble().orElse("Not within 30 days, as far as its workers noticed.")),
        new ViewPart<>("runs", "Its last runs", RunSummaryViews.RUNS, runs, "None."));
  }

  private String absencesHeading() {
    Optional<String> partly = absences.trouble().filter(text -> !absences.all().isEmpty());
    return "When it was away (newest first" + partly.map("; "::concat).orElse("") + ")";
  }

  public String text(Terminal terminal) {
    return ViewPart.text(parts(), terminal);
  }

  public Map<String, Object> document() {
    Map<String, Object> document = ViewPart.addTo(new LinkedHashMap<>(), parts());
    absences.trouble().ifPresent(text -> document.put("absences_trouble", text));
    return document;
  }
}
