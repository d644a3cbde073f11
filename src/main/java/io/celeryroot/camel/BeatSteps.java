// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.BeatMaintenance;
import io.celeryroot.beat.ClockWatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryrootBeat}: what Beat's routes do besides waiting and queueing. Thread-safe.
 */
public final class BeatSteps {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final Celeryroot celeryroot;
  private final BeatMaintenance maintenance;
  private final AtomicBoolean isWatched = new AtomicBoolean();
  private final ClockWatch watch = new ClockWatch();
  private volatile boolean hasBeaten;

  public BeatSteps(Celeryroot celeryroot) {
    this.celeryroot = celeryroot;
    this.maintenance =
        new BeatMaintenance(
            celeryroot.config(),
            celeryroot.clock(),
            celeryroot.redis(),
            celeryroot.attempts(),
            celeryroot.dueRuns(),
            celeryroot.outage());
    celeryroot.beforeClose(
        () -> {
          if (hasBeaten) {
            celeryroot.heartbeats().removeBeat(celeryroot.hostname());
          }
        });
  }

  /** Route step: runs or records what was due and did not run; ends waiting jobs that expired. */
  public void reconcile() {
    maintenance.reconcile();
  }

  /** Route step: takes over from dead workers, none of whose role may be alive. */
  public void recover() {
    maintenance.recover();
  }

  /** Only of a context that is a Beat, which is known when its first heartbeat is due. */
  private void watchHealth() {
    if (isWatched.compareAndSet(false, true)) {
      maintenance.watch();
      new TroubleCheck("beat", maintenance::trouble).register(celeryroot.getCamelContext());
    }
  }

  /**
   * Route step: prepares the heartbeat; after an outage of Redis or a jump of the wall clock it
   * also reconciles at once.
   */
  public void heartbeat(Exchange exchange) {
    watchHealth();
    boolean wasAway = celeryroot.outage().since().isPresent();
    boolean hasJumped = watch.hasJumped(celeryroot.clock().instant(), System.nanoTime());
    if (hasJumped) {
      LOG.warn(
          "the wall clock has jumped to {}; looking again at all schedules",
          celeryroot.clock().instant());
      QuartzTriggers.rearm(celeryroot.getCamelContext());
    }
    HeartbeatMessage message = HeartbeatMessage.ofBeat(celeryroot, celeryroot.dueRuns().count());
    message.to(exchange);
    hasBeaten = true;
    celeryroot.outage().answered();
    if (wasAway) {
      celeryroot.heartbeats().putBeat(message.heartbeat());
      celeryroot.outage().over();
    }
    if (wasAway || hasJumped) {
      reconcile();
    }
  }
}
