// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.NoticeText;
import io.celeryroot.job.notify.Told;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells, from a worker, that no Beat responds; and sends that message, because no Beat does. One of
 * all workers tells it. Confined to one thread at a time.
 */
public final class BeatSilence {

  /** Time without a heartbeat of any Beat after which that is told. */
  static final Duration SILENT_AFTER = Duration.ofMinutes(1);

  /** Receivers whose routes a worker has. */
  private static final String OF_FILE = "file";

  private final List<Receiver> receivers;
  private final NoticeBox box;
  private final Heartbeats heartbeats;
  private final Deliveries deliveries;
  private Instant lookedAt = Instant.EPOCH;
  private Instant aliveAt = Instant.EPOCH;

  /**
   * @param deliveries stay the caller's
   */
  public BeatSilence(ClConfig config, Redis redis, Deliveries deliveries) {
    this.receivers = new Receivers(config).ofSite(Event.BEAT_SILENT);
    this.box = new NoticeBox(redis);
    this.heartbeats = new Heartbeats(redis);
    this.deliveries = deliveries;
  }

  /**
   * Looks for a live Beat. Beats get their time again after this worker has started, and after a
   * time in which Redis did not answer.
   */
  public void look() {
    look(box.now());
  }

  /**
   * Looks at a time.
   *
   * @param now Redis server time
   */
  synchronized void look(Instant now) {
    List<Heartbeat> beats = heartbeats.beats();
    boolean isFirst = lookedAt.plus(SILENT_AFTER.dividedBy(2)).isBefore(now);
    lookedAt = now;
    if (isFirst || beats.stream().anyMatch(beat -> beat.isAlive(now))) {
      aliveAt = now;
    }
    if (aliveAt.plus(SILENT_AFTER).isBefore(now)) {
      tell(now);
      deliveries.send(box.due(deliveries.free(), deliveries.busy(), OF_FILE, 0).groups());
    }
  }

  private void tell(Instant now) {
    if (isKnown(box)) {
      return;
    }
    Map<String, String> fields = NoticeText.silent(SILENT_AFTER, now);
    box.tell(NoticeBox.BEAT, told -> News.trouble(receivers, Event.BEAT_SILENT, told, fields));
  }

  /** Tells, from a Beat, that Beat responds again, if the contrary was told. */
  public static void over(NoticeBox box, Receivers receivers) {
    if (isKnown(box)) {
      List<Receiver> told = receivers.ofSite(Event.BEAT_SILENT);
      Map<String, String> fields = NoticeText.back("Beat", box.now());
      box.tell(NoticeBox.BEAT, before -> News.over(told, before, fields));
    }
  }

  private static boolean isKnown(NoticeBox box) {
    return !box.told(Set.of(NoticeBox.BEAT))
        .getOrDefault(NoticeBox.BEAT, Told.NOTHING)
        .open()
        .isEmpty();
  }
}
