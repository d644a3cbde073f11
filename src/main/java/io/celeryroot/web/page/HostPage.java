// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Role;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.monitor.fleet.HostView;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.text.ShellWords;
import io.celeryroot.view.View;
import io.celeryroot.view.site.FleetViews;
import io.celeryroot.view.site.ProcessViews;
import io.celeryroot.view.site.RunViews;
import io.celeryroot.web.act.Action;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One host: what it serves, runs and waits for, and how its last runs went. */
final class HostPage implements Page {

  private static final int MOST_RUNS = 20;
  private static final int MOST_WAITING = 100;

  private static final View<Job> WAITING =
      new View<Job>()
          .id("id", "JOB", Job::id)
          .column("task", "TASK", Job::task)
          .column("schedule", "SCHEDULE", Job::schedule)
          .column("expires", "EXPIRES (UTC)", Job::expires);

  @Override
  public Answer answer(Site site, Query query) {
    String name = query.name();
    var fleet = new FleetReader(site.redis(), site.config()).read();
    List<HostView> host = fleet.hosts().stream().filter(view -> view.name().equals(name)).toList();
    List<Role> roles = site.config().rolesOf(name);
    if (host.isEmpty() && roles.isEmpty()) {
      return Answer.refused(
          404, "No such host", "cl worker list", "No role has a host " + name + ".");
    }
    List<ProcessView> workers =
        site.monitor().workers().stream()
            .filter(worker -> worker.heartbeat().host().equals(name))
            .toList();
    List<Job> waiting = waiting(site, name, roles);
    var runs = new RunHistory(site.redis(), site.config()).find(RunQuery.ofHost(name, MOST_RUNS));
    FleetViews views = new FleetViews(fleet, site.now());
    List<Part> parts = new ArrayList<>();
    parts.add(Rows.of("", views.grid(host), (heading, text) -> "", "It was never seen."));
    parts.add(
        Rows.of(
            "Workers",
            ProcessViews.workers(site.now()).grid(workers),
            (heading, text) -> "",
            "No worker of it was seen within 7 days."));
    parts.add(
        Rows.of(
            "Runs now",
            ProcessViews.running(site.now()).grid(ProcessViews.runningIn(workers)),
            Address::inColumn,
            "No job runs on it."));
    parts.add(
        Rows.of(
            waiting.size() == MOST_WAITING ? "Waits for it (the first 100)" : "Waits for it",
            WAITING.grid(waiting),
            Address::inColumn,
            "No job waits for it."));
    parts.add(Rows.of("Its last runs", RunViews.RUNS.grid(runs), Address::inColumn, "None."));
    boolean isDrained =
        host.stream().anyMatch(view -> view.order().isPresent())
            || new Controls(site.redis()).read().host(name).isPresent();
    parts.add((isDrained ? Action.UNDRAIN : Action.DRAIN).form(name));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("hosts", views.documents(host));
    document.put("workers", ProcessViews.workers(site.now()).documents(workers));
    document.put("waiting", WAITING.documents(waiting));
    document.put("runs", RunViews.RUNS.documents(runs));
    return Answer.moving(name, ShellWords.with("cl task list", "--host", name), parts, document);
  }

  private static List<Job> waiting(Site site, String host, List<Role> roles) {
    JobQueues queues = new JobQueues(site.redis(), site.config().resultsKept());
    return roles.stream()
        .map(role -> new Target(role.name(), role.queue(), Optional.of(host)))
        .flatMap(target -> queues.waiting(target, MOST_WAITING).stream())
        .limit(MOST_WAITING)
        .toList();
  }
}
