// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Messages about a subject that has one trouble at most: a worker, or Beat.
 *
 * @param told memory after it
 * @param notices to be sent
 */
public record SiteNews(Told told, List<Notice> notices) {

  public SiteNews {
    notices = List.copyOf(notices);
  }

  /** Tells receivers of a trouble, unless they know. */
  public static SiteNews told(
      List<Receiver> receivers, Event event, Told before, Map<String, String> fields) {
    Told told = before;
    List<Notice> notices = new ArrayList<>();
    for (Receiver receiver : receivers) {
      if (receiver.hears(event) && !told.open(receiver.name()).contains(event)) {
        notices.add(new Notice(receiver.name(), event.word(), fields));
        told = told.opened(receiver.name(), event);
      }
    }
    return new SiteNews(told, notices);
  }

  /** Tells those who know of a trouble that it is over. */
  public static SiteNews over(List<Receiver> receivers, Told before, Map<String, String> fields) {
    List<Notice> notices =
        receivers.stream()
            .filter(one -> one.hears(Event.RECOVERED) && !before.open(one.name()).isEmpty())
            .map(one -> new Notice(one.name(), Event.RECOVERED.word(), fields))
            .toList();
    return new SiteNews(Told.NOTHING, notices);
  }
}
