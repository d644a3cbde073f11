// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.config.notify.Receivers.Rules;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.RunJudge;
import io.celeryroot.job.notify.RunState;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.notify.BeatSilence;
import io.celeryroot.queue.notify.Deliveries;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.queue.notify.NoticeBox.Due;
import io.celeryroot.queue.notify.WatchedRuns;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The look of a Beat, once a second, at the runs that somebody wants to know of, and at the
 * messages that wait. One question while there is nothing to do. Thread-safe.
 */
public final class WatchRounds {

  private static final int MOST_RUNS = 500;
  private static final int ROUNDS_BETWEEN_WORKERS = 5;
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private final Receivers receivers;
  private final NoticeBox box;
  private final WatchedRuns watched;
  private final RunStates states;
  private final AwayWorkers workers;
  private final Deliveries deliveries;
  private final Isolated isolated;
  private final Map<String, Instant> missing = new HashMap<>();
  private int round;

  /**
   * @param deliveries stay the caller's
   * @param onSpoiledKey is told of keys that hold a value of another type
   */
  public WatchRounds(
      ClConfig config,
      Redis redis,
      Deliveries deliveries,
      Consumer<QueueUnavailable> onSpoiledKey) {
    this.receivers = new Receivers(config);
    this.box = new NoticeBox(redis);
    this.watched = new WatchedRuns(redis);
    this.states = new RunStates(redis, config.resultsKept());
    this.workers = new AwayWorkers(config, box, new Heartbeats(redis));
    this.deliveries = deliveries;
    this.isolated = new Isolated(onSpoiledKey);
  }

  /** Judges watched runs, looks for workers that stopped responding, and sends what waits. */
  public synchronized void look() {
    Due due = box.due(deliveries.free(), deliveries.busy(), "", MOST_RUNS);
    deliveries.send(due.groups());
    if (!due.runs().isEmpty()) {
      judge(due.runs(), due.now());
    }
    if (round++ % ROUNDS_BETWEEN_WORKERS == 0) {
      workers.look(due.now());
      if (!receivers.ofSite(Event.BEAT_SILENT).isEmpty()) {
        BeatSilence.over(box, receivers);
      }
    }
  }

  private void judge(Collection<String> runs, Instant now) {
    Map<String, RunState> found = states.read(runs);
    Map<String, Instant> again = new HashMap<>();
    for (String id : runs) {
      RunState run = found.get(id);
      if (run == null) {
        missing(id, now, again);
      } else {
        missing.remove(id);
        isolated.run(() -> judge(run, now, again));
      }
    }
    watched.lookAgain(again);
  }

  /** A run that is not on record yet, or not any more. */
  private void missing(String id, Instant now, Map<String, Instant> again) {
    Instant since = missing.computeIfAbsent(id, unknown -> now);
    if (since.plus(FORGET_AFTER).isBefore(now)) {
      missing.remove(id);
      watched.remove(id);
    } else {
      again.put(id, now.plusSeconds(5));
    }
  }

  private void judge(RunState run, Instant now, Map<String, Instant> again) {
    Rules rules = receivers.of(run.schedule(), run.task());
    if (!rules.isWatched()) {
      watched.remove(run.id());
      return;
    }
    News news = box.tell(rules.subject(), told -> RunJudge.judge(rules, run, told, now));
    if (news.unwatched().isEmpty()) {
      again.put(run.id(), RunJudge.nextLook(rules, run, now));
    }
  }
}
