// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.BeatMaintenance;
import io.celeryroot.beat.ClockWatch;
import io.celeryroot.beat.DueRuns;
import io.celeryroot.beat.MachineClocks;
import io.celeryroot.beat.WorkflowRounds;
import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.task.RouteNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryrootBeat}: heartbeats and maintenance in the routes of Beat, and the poll
 * strategy of the route of workflows. Thread-safe.
 */
public final class BeatSteps extends DefaultPollingConsumerPollStrategy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  /** Route for runs whose steps are in no other. */
  private static final String OTHER = "celeryroot.workflow";

  private final CamelContext context;
  private final String host;
  private final Instant started;
  private final Optional<Instant> fileTime;
  private final Heartbeats heartbeats;
  private final Seals seals;
  private final BeatLives lives;
  private final InstantSource clock;
  private final DueRuns dueRuns;
  private final BeatMaintenance maintenance;
  private final WorkflowRounds workflows;
  private final ControlSteps control;
  private final RedisAvailability availability;
  private final Supplier<Map<String, String>> file;
  private final AtomicBoolean isWatched = new AtomicBoolean();
  private final ClockWatch watch = new ClockWatch();
  private volatile boolean hasBeaten;

  /**
   * @param host name of this Beat
   * @param started when this process started
   * @param fileTime last change of its cl.yaml
   * @param clock of due instants
   * @param file fingerprints of cl.yaml
   */
  BeatSteps(
      CamelContext context,
      String host,
      Instant started,
      Optional<Instant> fileTime,
      Redis redis,
      InstantSource clock,
      DueRuns dueRuns,
      BeatMaintenance maintenance,
      WorkflowRounds workflows,
      ControlSteps control,
      RedisAvailability availability,
      Supplier<Map<String, String>> file) {
    this.context = context;
    this.host = host;
    this.started = started;
    this.fileTime = fileTime;
    this.heartbeats = new Heartbeats(redis);
    this.seals = redis.seals();
    this.lives = new BeatLives(redis);
    this.clock = clock;
    this.dueRuns = dueRuns;
    this.maintenance = maintenance;
    this.workflows = workflows;
    this.control = control;
    this.availability = availability;
    this.file = file;
  }

  /** Route step: runs or records what was due and did not run; ends waiting jobs that expired. */
  public void reconcile() {
    maintenance.reconcile();
  }

  /** Route step: requeues jobs of dead workers, also of roles without a live worker. */
  public void recover() {
    maintenance.recover();
  }

  /** Keeps the route of workflows waiting while there is nothing to go on with. */
  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    workflows.await();
    return !Thread.currentThread().isInterrupted();
  }

  /** Route step: the runs of workflows that have not ended. */
  public List<WorkflowState> workflows() {
    return workflows.live();
  }

  /** Route step: names the route that has the steps of a run. */
  public void chooseRoute(Exchange exchange) {
    WorkflowState run = exchange.getMessage().getBody(WorkflowState.class);
    exchange.setProperty(
        ExchangeKeys.WORKFLOW,
        workflows.isAsInFile(run) ? "workflow." + RouteNames.of(run.name()) : OTHER);
  }

  /** Route step: goes on with a run whose steps are in no route. */
  public void goOn(Exchange exchange) {
    workflows.advance(exchange.getMessage().getBody(WorkflowState.class), Integer.MAX_VALUE);
  }

  /** Starts at the first heartbeat, because only that shows that this context is a Beat. */
  private void watchHealth() {
    if (isWatched.compareAndSet(false, true)) {
      maintenance.watch();
      new TroubleCheck("beat", maintenance::trouble).register(context);
    }
  }

  /**
   * Route step: prepares the heartbeat, and reconciles at once after an outage of Redis or a jump
   * of the wall clock. Looks for orders that no message told of.
   */
  public void heartbeat(Exchange exchange) {
    watchHealth();
    control.lookIfOld();
    boolean wasAway = availability.since().isPresent();
    boolean hasJumped = watch.look(MachineClocks.read(clock)).isPresent();
    if (hasJumped) {
      LOG.warn("the wall clock has jumped to {}; looking again at all schedules", clock.instant());
      QuartzTriggers.rearm(context);
    }
    HeartbeatMessage message =
        HeartbeatMessage.ofBeat(host, started, dueRuns.count(), lives.note(), fileTime, file.get());
    message.to(exchange, seals);
    hasBeaten = true;
    availability.answered();
    if (wasAway) {
      heartbeats.putBeat(message.heartbeat());
      availability.over();
    }
    if (wasAway || hasJumped) {
      reconcile();
    }
  }

  /** Removes the heartbeat, if there was one. */
  @Override
  public void close() {
    if (hasBeaten) {
      heartbeats.removeBeat(host, started);
    }
  }
}
