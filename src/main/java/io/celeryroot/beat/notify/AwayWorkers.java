// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.NoticeText;
import io.celeryroot.job.notify.Told;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.notify.NoticeBox;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which workers of hosts of the file stopped responding, and which are back. One that stopped
 * in order has left the list of workers, and is not told. Confined to one thread at a time.
 */
final class AwayWorkers {

  /** Time without a heartbeat after which a worker is away. */
  static final Duration AWAY_AFTER = Duration.ofMinutes(1);

  private final ClConfig config;
  private final List<Receiver> receivers;
  private final NoticeBox box;
  private final Heartbeats heartbeats;
  private Instant lookedAt = Instant.EPOCH;
  private Instant watchingSince = Instant.EPOCH;

  AwayWorkers(ClConfig config, NoticeBox box, Heartbeats heartbeats) {
    this.config = config;
    this.receivers = new Receivers(config).ofSite(Event.WORKER_AWAY);
    this.box = box;
    this.heartbeats = heartbeats;
  }

  /**
   * Looks at all heartbeats; asks nothing if nobody wants to know. After a time in which Redis did
   * not answer, all workers get their time again.
   */
  void look(Instant now) {
    if (receivers.isEmpty()) {
      return;
    }
    if (lookedAt.plus(AWAY_AFTER.dividedBy(3)).isBefore(now)) {
      watchingSince = now;
    }
    lookedAt = now;
    Map<String, Heartbeat> bySubject = new LinkedHashMap<>();
    for (Heartbeat worker : heartbeats.workers()) {
      if (!config.rolesOf(worker.host()).isEmpty()) {
        bySubject.put("worker " + worker.name(), worker);
      }
    }
    Map<String, Told> told = box.told(bySubject.keySet());
    bySubject.forEach(
        (subject, worker) -> look(subject, worker, told.getOrDefault(subject, Told.NOTHING), now));
  }

  private void look(String subject, Heartbeat worker, Told told, Instant now) {
    boolean isKnown = !told.open().isEmpty();
    if (isKnown && worker.isAlive(now)) {
      box.tell(subject, old -> News.over(receivers, old, NoticeText.back(subject, now)));
    } else if (!isKnown && isAway(worker, now)) {
      box.tell(
          subject,
          old ->
              News.trouble(
                  receivers,
                  Event.WORKER_AWAY,
                  old,
                  NoticeText.away(worker.name(), worker.at(), now)));
    }
  }

  private boolean isAway(Heartbeat worker, Instant now) {
    Instant limit = now.minus(AWAY_AFTER);
    return worker.at().isBefore(limit) && watchingSince.isBefore(limit);
  }
}
