// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.view.ProcessViews;
import io.celeryroot.cli.view.QueueViews;
import io.celeryroot.cli.view.ScheduleViews;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.monitor.ScheduleView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of {@code cl task status}.
 *
 * @param redis URL without its password
 * @param now start of the relative times
 */
record SiteStatus(
    String redis,
    List<ProcessView> workers,
    List<ProcessView> beats,
    List<QueueView> queues,
    List<ScheduleView> schedules,
    Instant now) {

  static SiteStatus of(SiteConnection site, Instant now) {
    Monitor monitor = site.monitor();
    return new SiteStatus(
        site.redis().maskedUrl(),
        monitor.workers(),
        monitor.beats(),
        monitor.queues(),
        monitor.schedules(now),
        now);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("redis", redis);
    document.put("beats", ProcessViews.beats(now).documents(beats));
    document.put("workers", ProcessViews.workers(now).documents(workers));
    document.put("queues", QueueViews.QUEUES.documents(queues));
    document.put("schedules", ScheduleViews.at(now).documents(schedules));
    return document;
  }

  String text(Terminal terminal) {
    String running = ProcessViews.running(workers, now, terminal);
    return "Redis: "
        + redis
        + "\n\n"
        + (beats.isEmpty()
            ? "no Beat seen: nothing becomes due by itself\n"
            : ProcessViews.beats(now).table(beats, terminal))
        + "\n"
        + (workers.isEmpty()
            ? "no worker seen: nothing runs\n"
            : ProcessViews.workers(now).table(workers, terminal))
        + (running.isEmpty() ? "" : "\n" + running)
        + "\n"
        + (queues.isEmpty() ? "no roles in the file\n" : QueueViews.table(queues, terminal))
        + "\n"
        + (schedules.isEmpty()
            ? "no schedules in the file\n"
            : ScheduleViews.at(now).table(schedules, terminal));
  }
}
