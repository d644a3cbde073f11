// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All pages by their addresses. */
public final class Pages {

  public record Entry(String path, String title) {}

  /** The menu, in its order. */
  public static final List<Entry> MENU =
      List.of(
          new Entry("/", "Home"),
          new Entry("/schedules", "Schedules"),
          new Entry("/runs", "Runs"),
          new Entry("/hosts", "Hosts"),
          new Entry("/matrix", "Matrix"),
          new Entry("/day", "Day"),
          new Entry("/forecast", "Forecast"),
          new Entry("/tasks", "Tasks"),
          new Entry("/queues", "Queues"),
          new Entry("/diff", "Diff"),
          new Entry("/audit", "Audit"));

  private static final Map<String, Page> WHOLE = new HashMap<>();
  private static final Map<String, Page> NAMED = new HashMap<>();

  static {
    WHOLE.put("", new HomePage());
    WHOLE.put("schedules", new SchedulesPage());
    NAMED.put("schedules", new SchedulePage());
    WHOLE.put("runs", new RunsPage());
    NAMED.put("runs", new RunPage());
    NAMED.put("jobs", new JobPage());
    WHOLE.put("hosts", new HostsPage());
    NAMED.put("hosts", new HostPage());
    WHOLE.put("matrix", new MatrixPage());
    WHOLE.put("day", new DayPage());
    WHOLE.put("forecast", new ForecastPage());
    WHOLE.put("tasks", new TasksPage());
    NAMED.put("tasks", new TaskPage());
    NAMED.put("workflows", new WorkflowPage());
    WHOLE.put("queues", new QueuesPage());
    WHOLE.put("diff", new DiffPage());
    WHOLE.put("audit", new AuditPage());
    NAMED.put("why", new WhyPage());
  }

  private Pages() {}

  /**
   * Finds a page.
   *
   * @param first part of the address
   * @param name second part; empty text: none
   */
  public static Optional<Page> find(String first, String name) {
    return Optional.ofNullable((name.isEmpty() ? WHOLE : NAMED).get(first));
  }
}
