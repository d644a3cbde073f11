// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.monitor.fleet.HostView;
import io.celeryroot.queue.Results;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hosts by schedules: how the last run of each schedule went on each host. */
final class MatrixPage implements Page {

  private static final int HOSTS = 50;
  private static final int SCHEDULES = 15;

  @Override
  public PageContent answer(Site site, Query query) {
    List<HostView> wanted =
        new FleetReader(site.redis(), site.config())
            .read().hosts().stream()
                .filter(host -> host.name().contains(query.get("host")))
                .filter(host -> query.find("role").map(host.roles()::contains).orElse(true))
                .toList();
    List<ScheduleView> schedules =
        site.monitor().schedules(site.now()).stream()
            .filter(view -> view.schedule().name().contains(query.get("schedule")))
            .toList();
    Paging<HostView> hosts = Paging.of(wanted, HOSTS, query);
    Paging<ScheduleView> shown = Paging.of(schedules, SCHEDULES, query, "schedules");
    Map<String, Map<String, JobView>> cells =
        cells(site, names(hosts), shown.shown().stream().toList());
    List<Part> parts = new ArrayList<>();
    parts.add(
        Form.filter(
            "/matrix",
            List.of(
                FormField.text("host", "Host contains", query.get("host"), ""),
                FormField.choice(
                    "role",
                    "Role",
                    query.get("role"),
                    Stream.concat(Stream.of(""), site.config().roles().keySet().stream()).toList()),
                FormField.text("schedule", "Schedule contains", query.get("schedule"), ""))));
    parts.add(rows(hosts, shown, cells));
    parts.addAll(hosts.parts());
    parts.addAll(shown.parts());
    return PageContent.moving("Matrix", "cl task list --host HOST", parts, document(hosts, cells));
  }

  private static Set<String> names(Paging<HostView> hosts) {
    return hosts.shown().stream().map(HostView::name).collect(Collectors.toSet());
  }

  private static Rows rows(
      Paging<HostView> hosts,
      Paging<ScheduleView> schedules,
      Map<String, Map<String, JobView>> cells) {
    List<String> columns = new ArrayList<>(List.of("HOST"));
    schedules.shown().forEach(view -> columns.add(view.schedule().name()));
    List<List<Link>> rows = new ArrayList<>();
    for (HostView host : hosts.shown()) {
      List<Link> row = new ArrayList<>();
      row.add(Link.to(Address.of("/hosts", host.name()), host.name()));
      for (ScheduleView view : schedules.shown()) {
        String schedule = view.schedule().name();
        row.add(cell(schedule, host.name(), cells.get(schedule).get(host.name())));
      }
      rows.add(row);
    }
    return new Rows("", columns, rows, "No host is like that.");
  }

  private static Link cell(String schedule, String host, JobView job) {
    return job == null
        ? new Link(
            "why not?",
            Tone.QUIET,
            Address.with(Address.of("/why", schedule), Map.of("host", host)))
        : new Link(job.kind(), Tone.of(JobViews.colour(job)), Address.of("/jobs", job.id()));
  }

  /** Finds the jobs of the last runs, by schedule and host; of several, one that failed. */
  private static Map<String, Map<String, JobView>> cells(
      Site site, Set<String> hosts, List<ScheduleView> schedules) {
    Map<String, Map<String, List<String>>> ids = new LinkedHashMap<>();
    List<String> all = new ArrayList<>();
    for (ScheduleView view : schedules) {
      Map<String, List<String>> own = new HashMap<>();
      view.lastRun().map(RunSummary::jobs).orElse(List.of()).stream()
          .filter(job -> hosts.contains(host(job)))
          .forEach(
              job -> {
                own.computeIfAbsent(host(job), name -> new ArrayList<>()).add(job);
                all.add(job);
              });
      ids.put(view.schedule().name(), own);
    }
    Map<String, JobResult> results = new Results(site.redis()).findAll(all);
    Map<String, Map<String, JobView>> cells = new LinkedHashMap<>();
    ids.forEach(
        (schedule, own) -> {
          Map<String, JobView> jobs = new HashMap<>();
          own.forEach((host, some) -> jobs.put(host, worst(some, results)));
          cells.put(schedule, jobs);
        });
    return cells;
  }

  private static JobView worst(List<String> ids, Map<String, JobResult> results) {
    JobView worst = null;
    for (String id : ids) {
      JobView job = new JobView(id, "", Optional.empty(), Optional.ofNullable(results.get(id)));
      if (worst == null || !worst.hasFailed()) {
        worst = job;
      }
    }
    return worst;
  }

  private static String host(String job) {
    return RunIds.runOf(job).map(run -> job.substring(run.length() + 1)).orElse("");
  }

  private static Object document(Paging<HostView> hosts, Map<String, Map<String, JobView>> cells) {
    List<Object> rows = new ArrayList<>();
    for (HostView host : hosts.shown()) {
      Map<String, Object> outcomes = new LinkedHashMap<>();
      cells.forEach(
          (schedule, jobs) ->
              outcomes.put(
                  schedule,
                  Optional.ofNullable(jobs.get(host.name())).map(JobView::word).orElse(null)));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("host", host.name());
      row.put("last_outcomes", outcomes);
      rows.add(row);
    }
    return rows;
  }
}
