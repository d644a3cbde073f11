// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.view;

import io.celeryroot.cli.output.Colour;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.output.Text;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All snapshots of {@code cl task status} in the forms of an answer. */
public record StatusText(
    String redis,
    List<ProcessView> workers,
    List<ProcessView> beats,
    List<QueueView> queues,
    List<ScheduleView> schedules,
    Instant now) {

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("redis", redis);
    document.put("beats", beats.stream().map(StatusText::document).toList());
    document.put("workers", workers.stream().map(StatusText::document).toList());
    document.put("queues", queues.stream().map(QueueText::document).toList());
    document.put("schedules", schedules.stream().map(ScheduleText::document).toList());
    return document;
  }

  public static Map<String, Object> document(ProcessView process) {
    Heartbeat heartbeat = process.heartbeat();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", heartbeat.name());
    document.put("host", heartbeat.host());
    document.put("state", process.alive() ? "alive" : "lost");
    document.put("roles", heartbeat.roles());
    document.put("version", heartbeat.version());
    document.put("pid", heartbeat.pid());
    document.put("started", Text.utc(heartbeat.started()));
    document.put("last_seen", Text.utc(heartbeat.at()));
    document.put("load", heartbeat.load() < 0 ? null : heartbeat.load());
    document.put("cores", heartbeat.cores());
    document.put("concurrency", heartbeat.concurrency());
    document.put("running", heartbeat.running().stream().map(StatusText::document).toList());
    document.put("done", heartbeat.done());
    document.put("failed", heartbeat.failed());
    return document;
  }

  private static Map<String, Object> document(RunningJob job) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", job.id());
    document.put("task", job.task());
    document.put("started", Text.utc(job.started()));
    return document;
  }

  public String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    text.append("Redis: ").append(redis).append("\n\n");
    section(text, "no Beat seen: nothing becomes due by itself", beatTable(beats, now), terminal);
    section(text, "no worker seen: nothing runs", workerTable(workers, now), terminal);
    Table running = runningTable();
    if (!running.isEmpty()) {
      section(text, "", running, terminal);
    }
    section(text, "no roles in the file", QueueText.table(queues), terminal);
    section(text, "no schedules in the file", ScheduleText.table(schedules, now), terminal);
    return text.toString().stripTrailing() + "\n";
  }

  private static void section(StringBuilder text, String none, Table table, Terminal terminal) {
    text.append(table.isEmpty() ? none + "\n" : table.render(terminal)).append('\n');
  }

  public static Table beatTable(List<ProcessView> beats, Instant now) {
    Table table = new Table("BEAT", "STATE", "SINCE", "LAST SEEN", "RUNS", "VERSION");
    for (ProcessView beat : beats) {
      Heartbeat heartbeat = beat.heartbeat();
      table.row(
          heartbeat.name(),
          state(beat),
          Text.utc(heartbeat.started()),
          Text.relative(heartbeat.at(), now),
          heartbeat.done(),
          heartbeat.version());
    }
    return table;
  }

  public static Table workerTable(List<ProcessView> workers, Instant now) {
    Table table =
        new Table(
            "WORKER",
            "STATE",
            "ROLES",
            "LAST SEEN",
            "RUNNING",
            "DONE",
            "FAILED",
            "LOAD",
            "VERSION");
    for (ProcessView worker : workers) {
      Heartbeat heartbeat = worker.heartbeat();
      table.row(
          heartbeat.name(),
          state(worker),
          String.join(", ", heartbeat.roles()),
          Text.relative(heartbeat.at(), now),
          heartbeat.running().size() + "/" + heartbeat.concurrency(),
          heartbeat.done(),
          heartbeat.failed(),
          heartbeat.load() < 0 ? "" : String.format(Locale.ROOT, "%.2f", heartbeat.load()),
          heartbeat.version());
    }
    return table;
  }

  private Table runningTable() {
    Table table = new Table("RUNNING JOB", "TASK", "HOST", "FOR");
    for (ProcessView worker : workers) {
      for (RunningJob job : worker.heartbeat().running()) {
        table.row(
            job.id(),
            job.task(),
            worker.heartbeat().host(),
            Text.duration(Duration.between(job.started(), now)));
      }
    }
    return table;
  }

  private static Object state(ProcessView process) {
    return process.alive() ? Table.cell("alive", Colour.GREEN) : Table.cell("lost", Colour.RED);
  }
}
