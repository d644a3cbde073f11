// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of the memory about one subject, and the messages that go with it.
 *
 * @param told memory after it
 * @param notices to be sent, oldest first
 * @param unwatched run that need not be watched any more; empty: none
 */
public record News(Told told, List<Notice> notices, Optional<String> unwatched) {

  public News {
    notices = List.copyOf(notices);
  }

  /** News that are not those of a run. */
  public News(Told told, List<Notice> notices) {
    this(told, notices, Optional.empty());
  }

  /** The memory as it is, and no messages. */
  public static News none(Told told) {
    return new News(told, List.of());
  }

  /** Tells receivers of the one trouble that a worker, or Beat, can have, unless they know. */
  public static News trouble(
      List<Receiver> receivers, Event event, Told before, Map<String, String> fields) {
    Told told = before;
    List<Notice> notices = new ArrayList<>();
    for (Receiver receiver : receivers) {
      if (receiver.hears(event) && !told.open(receiver.name()).contains(event)) {
        notices.add(new Notice(receiver.name(), event.word(), fields));
        told = told.opened(receiver.name(), event);
      }
    }
    return new News(told, notices);
  }

  /** Tells those who know of that trouble that it is over. */
  public static News over(List<Receiver> receivers, Told before, Map<String, String> fields) {
    List<Notice> notices =
        receivers.stream()
            .filter(one -> one.hears(Event.RECOVERED) && !before.open(one.name()).isEmpty())
            .map(one -> new Notice(one.name(), Event.RECOVERED.word(), fields))
            .toList();
    return new News(Told.NOTHING, notices);
  }
}
