// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.config.notify.Receivers.Rules;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.job.notify.NoticeText;
import io.celeryroot.job.notify.Told;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.queue.notify.WatchedRuns;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what happens to schedules where no run shows it, and has runs watched. Asks Redis nothing
 * about schedules of which nobody wants to know. Thread-safe.
 */
public final class ScheduleNews {

  private final Receivers receivers;
  private final NoticeBox box;
  private final WatchedRuns watched;

  public ScheduleNews(ClConfig config, Redis redis) {
    this.receivers = new Receivers(config);
    this.box = new NoticeBox(redis);
    this.watched = new WatchedRuns(redis);
  }

  /** Has the runs of a due instant watched; comes before they are submitted. */
  public void watch(Collection<Schedule> schedules, Instant due) {
    watched.add(
        schedules.stream()
            .filter(schedule -> receivers.of(schedule).isWatched())
            .map(schedule -> RunIds.due(schedule.name(), due))
            .toList());
  }

  /** Has a run by hand watched; comes before it is submitted. */
  public void watch(Optional<String> schedule, String task, String run) {
    if (receivers.of(schedule, task).isWatched()) {
      watched.add(List.of(run));
    }
  }

  /**
   * Tells that due instants did not run; those that were told before are left out.
   *
   * @param due oldest first
   */
  public void missed(Schedule schedule, Collection<Instant> due) {
    Rules rules = receivers.of(schedule);
    if (hears(rules, Event.MISSED)) {
      box.tell(
          rules.subject(),
          told -> {
            List<Instant> fresh = due.stream().filter(told.until()::isBefore).sorted().toList();
            if (fresh.isEmpty()) {
              return News.none(told);
            }
            Map<String, String> fields = NoticeText.missed(schedule.name(), fresh, box.now());
            Told after = told.missed(fresh.get(fresh.size() - 1));
            return change(rules, Event.MISSED, fields, after);
          });
    }
  }

  /** Returns true if somebody wants to know when a schedule pauses itself. */
  public boolean tellsPause(Schedule schedule) {
    return hears(receivers.of(schedule), Event.PAUSED_BY_FAILURES);
  }

  /**
   * Tells that a schedule paused itself, once.
   *
   * @param since begin of the pause
   * @param reason such as {@code 3 failures in a row}
   */
  public void paused(Schedule schedule, Instant since, String reason) {
    Rules rules = receivers.of(schedule);
    box.tell(
        rules.subject(),
        told -> {
          if (told.pausedAt().equals(since)) {
            return News.none(told);
          }
          Map<String, String> fields = NoticeText.paused(schedule.name(), reason, box.now());
          return change(rules, Event.PAUSED_BY_FAILURES, fields, told.paused(since));
        });
  }

  private static boolean hears(Rules rules, Event event) {
    return rules.receivers().stream().anyMatch(receiver -> receiver.hears(event));
  }

  private static News change(Rules rules, Event event, Map<String, String> fields, Told before) {
    Told told = before;
    List<Notice> notices = new ArrayList<>();
    for (Receiver receiver : rules.receivers()) {
      boolean isKnown = told.open(receiver.name()).contains(event) && !receiver.every();
      if (receiver.hears(event) && !isKnown) {
        notices.add(new Notice(receiver.name(), event.word(), fields));
        told = told.opened(receiver.name(), event);
      }
    }
    return new News(told, notices);
  }
}
