// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.notify;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Watch;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.text.Quote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of a schedule that say who is told of its runs. */
public final class WatchKeys {

  public static final Key<Schedule, List<Values>> NOTIFY =
      NotifyKeys.<Schedule>key(schedule -> schedule.watch().receivers())
          .withDefaultText("the task's, then the file's")
          .meaning("Receivers of messages about its runs; see `notify`.");

  public static final Key<Schedule, Duration> LATE_AFTER =
      Key.<Schedule, Duration>optional(
              "late_after", Types.POSITIVE_DURATION, schedule -> schedule.watch().lateAfter())
          .withDefaultText("never")
          .meaning(
              "A run that has not ended well so long after its due instant is late, which receivers"
                  + " with `late` are told.");

  public static final Key<Schedule, Endpoint> PING =
      Key.<Schedule, Endpoint>optional(
              "ping", EndpointType.WEB, schedule -> schedule.watch().ping())
          .withDefaultText("none")
          .withSecrets()
          .meaning(
              "Web address of a dead-man service, such as Healthchecks: called with `/start` behind"
                  + " it when a run begins, as it is when the run has ended well, and with `/fail`"
                  + " when it has not.");

  /** In the order of the reference page. */
  public static final List<Key<Schedule, ?>> ALL = List.of(NOTIFY, LATE_AFTER, PING);

  private WatchKeys() {}

  /**
   * Makes what is told of a schedule.
   *
   * @param pauseAfter key of the schedule that {@code paused_by_failures} needs
   */
  public static Watch watch(Values values, Key<?, ?> pauseAfter, KnownNames names) {
    Optional<List<Values>> entries = values.find(NOTIFY);
    entries.ifPresent(found -> NotifyKeys.check(found, names));
    Optional<List<Receiver>> receivers =
        entries.map(found -> NotifyKeys.receivers("schedule." + values.name(), found, false));
    receivers
        .orElse(List.of())
        .forEach(
            receiver -> {
              checkGiven(values, receiver, Event.LATE, LATE_AFTER);
              checkGiven(values, receiver, Event.PAUSED_BY_FAILURES, pauseAfter);
            });
    return new Watch(receivers, values.find(LATE_AFTER), values.find(PING));
  }

  /** Reports an event that was asked for and cannot happen. */
  private static void checkGiven(Values values, Receiver receiver, Event event, Key<?, ?> key) {
    boolean isAsked = receiver.hears(event) && !receiver.on().equals(Event.DEFAULT);
    if (isAsked && !values.has(key)) {
      values.reportNoEffect(
          NOTIFY,
          Quote.of(event.word()) + " without " + Quote.of(key.name()),
          "add \"%s:\" to the schedule, or delete it".formatted(key.name()));
    }
  }
}
