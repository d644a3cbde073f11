// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.Beat;
import io.celeryroot.beat.BeatMaintenance;
import io.celeryroot.beat.WorkflowRounds;
import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.beat.reconcile.ClockWatch;
import io.celeryroot.beat.reconcile.MachineClocks;
import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.host.Generations;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.task.RouteNames;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final HeartbeatMessage.Sender sender;
  private final Heartbeats heartbeats;
  private final Seals seals;
  private final BeatLives lives;
  private final InstantSource clock;
  private final BeatTenure tenure;
  private final BeatMaintenance maintenance;
  private final WorkflowRounds workflows;
  private final ControlSteps control;
  private final RedisAvailability availability;
  private final AtomicBoolean isWatched = new AtomicBoolean();
  private final ClockWatch watch = new ClockWatch();

  /**
   * @param sender this Beat
   * @param clock of due instants
   */
  BeatSteps(
      CamelContext context,
      HeartbeatMessage.Sender sender,
      Redis redis,
      InstantSource clock,
      Beat beat,
      ControlSteps control,
      RedisAvailability availability) {
    this.context = context;
    this.sender = sender;
    this.heartbeats = new Heartbeats(redis);
    this.seals = redis.seals();
    this.lives = new BeatLives(redis);
    this.clock = clock;
    this.tenure = beat.tenure();
    this.maintenance = beat.maintenance();
    this.workflows = beat.workflows();
    this.control = control;
    this.availability = availability;
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
        sender.ofBeat(generations().beats(sender.started()), tenure.runs().sum(), lives.note());
    message.to(exchange, seals);
    availability.answered();
    if (wasAway) {
      heartbeats.putBeat(message.heartbeat());
      availability.over();
    }
    if (wasAway || hasJumped) {
      reconcile();
    }
  }

  private Generations generations() {
    return tenure.generations();
  }

  /** Removes the heartbeat, if there was one and no other context of the process beats. */
  @Override
  public void close() {
    generations().end(sender.started(), since -> heartbeats.removeBeat(sender.name(), since));
  }
}
