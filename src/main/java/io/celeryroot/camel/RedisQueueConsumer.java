// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.task.RouteNames;
import io.celeryroot.worker.AttemptRoute;
import io.celeryroot.worker.JobAttempt;
import io.celeryroot.worker.Outcomes;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.WorkerIdentity;
import io.celeryroot.worker.WorkerThreads;
import io.celeryroot.worker.host.HostWorkers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link RoleWorker} for one role on one host, and sends its attempts through the route.
 *
 * <p>While suspended it takes no new job. When the context stops, running jobs have the grace
 * period to end; after that, the rest are ended and released.
 */
@ManagedResource(description = "Takes jobs from Redis and runs them")
public final class RedisQueueConsumer extends DefaultConsumer
    implements Suspendable, ShutdownAware {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final WorkerIdentity identity;
  private final RoleWorker worker;
  private final Duration grace;
  private final TroubleCheck health;
  private final QueueDepthCache depths;
  private final ControlWatch orders;
  private final Consumer<Boolean> onPaused;
  private final HostWorkers all;
  private final AtomicBoolean toldPaused = new AtomicBoolean();
  private final Runnable ordered = this::ordered;

  /**
   * @param workers make the worker that sends its attempts through a route
   * @param grace longest time that running jobs may go on after a stop was asked for
   * @param depths of the lists of the role
   * @param orders of operators
   * @param onPaused is told when it claims no more, by whatever order, and when it claims again
   * @param all workers of the host in this process
   */
  RedisQueueConsumer(
      Endpoint endpoint,
      Processor processor,
      WorkerIdentity identity,
      Workers workers,
      Duration grace,
      QueueDepthCache depths,
      ControlWatch orders,
      Consumer<Boolean> onPaused,
      HostWorkers all) {
    super(endpoint, processor);
    this.identity = identity;
    this.worker =
        workers.of(
            new CamelThreads(endpoint.getCamelContext().getExecutorServiceManager(), this),
            this::run);
    this.grace = grace;
    this.health = new TroubleCheck("redis-queue:" + role(), worker::trouble);
    this.depths = depths;
    this.orders = orders;
    this.onPaused = onPaused;
    this.all = all;
  }

  /** Makes the worker of a consumer. */
  interface Workers {
    /**
     * Makes a worker.
     *
     * @param route sends an attempt through the route
     */
    RoleWorker of(WorkerThreads threads, AttemptRoute route);
  }

  private String role() {
    return identity.role().name();
  }

  /** Sends an attempt through the route. */
  private JobOutcome run(JobAttempt attempt, OpenSpan span) {
    Exchange exchange = createExchange(false);
    try {
      exchange.setProperty(ExchangeKeys.ATTEMPT, attempt);
      span.context().ifPresent(trace -> exchange.setProperty(ExchangeKeys.TRACE, trace));
      exchange.setProperty(ExchangeKeys.TASK, RouteNames.ofTask(attempt.task()));
      getProcessor().process(exchange);
      Exception failure = exchange.getException();
      return failure == null ? outcome(attempt, exchange) : Outcomes.failed(attempt, failure);
    } catch (Exception e) {
      return Outcomes.failed(attempt, e);
    } finally {
      attempt.clearCanceller();
      releaseExchange(exchange, false);
    }
  }

  /**
   * Returns what the route of the task said. A route of the user that ends the exchange, by {@code
   * stop} or by handling its failure, keeps that route from its last step.
   */
  private static JobOutcome outcome(JobAttempt attempt, Exchange exchange) {
    return attempt.outcome().orElseGet(() -> TaskSteps.unreached(attempt, exchange));
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (!identity.isMember()) {
      LOG.info("role={} host={}: not a host of this role, takes no jobs", role(), identity.host());
      return;
    }
    health.register(getEndpoint().getCamelContext());
    orders.onChange(ordered);
    worker.start(all.starts(worker));
    // Others may have learned the orders before.
    ordered();
  }

  @Override
  protected void doSuspend() throws Exception {
    worker.pause();
    if (getEndpoint().getCamelContext().isStopping()) {
      worker.endAfter(grace);
    } else {
      tellPaused(true);
    }
    super.doSuspend();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    worker.resume();
    tellPaused(worker.isPaused());
  }

  /** Takes no new job, before the context stops; the grace period of running jobs begins. */
  public void prepareStop() {
    worker.pause();
    worker.endAfter(grace);
  }

  @Override
  public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
    return false;
  }

  @Override
  public int getPendingExchangesSize() {
    return worker.pending();
  }

  /** Ends the running jobs of a consumer that is stopping, and releases them. */
  public void endJobs() {
    worker.endJobs();
  }

  /** Takes no more jobs and heeds no more orders; to be stopped when its last job has ended. */
  public void retire() {
    orders.forget(ordered);
    // What follows tells of its own pauses.
    toldPaused.set(false);
    worker.retire();
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {
    if (forced) {
      endJobs();
    }
  }

  @Override
  protected void doStop() throws Exception {
    orders.forget(ordered);
    worker.stop();
    all.remove(worker);
    health.unregister(getEndpoint().getCamelContext());
    tellPaused(false);
    super.doStop();
  }

  @ManagedAttribute(description = "Redis list of the role; its hosts have theirs beside it")
  public String getQueue() {
    return identity.queue();
  }

  @ManagedAttribute(description = "Jobs in line for this host or any; -1: Redis does not answer")
  public long getDepth() {
    return depths.sum(QueueDepth::waiting);
  }

  @ManagedAttribute(description = "Jobs of its lists that workers hold; -1: Redis does not answer")
  public long getClaimedJobs() {
    return depths.sum(QueueDepth::claimed);
  }

  @ManagedAttribute(description = "Jobs that run now")
  public int getRunningJobs() {
    return worker.running().size();
  }

  @ManagedAttribute(description = "Jobs that may run at a time")
  public int getConcurrency() {
    return worker.slots();
  }

  @ManagedAttribute(description = "Whether Redis was reached and the lease is held")
  public boolean isConnected() {
    return worker.isConnected();
  }

  @ManagedAttribute(description = "Why jobs are not claimed now; empty: they are")
  public String getTrouble() {
    return identity.isMember() ? worker.trouble().orElse("") : "";
  }

  @ManagedAttribute(description = "Redis lists it takes jobs from, in turn")
  public String getLists() {
    return identity.isMember()
        ? identity.lists().stream().map(Target::list).collect(Collectors.joining(" "))
        : "";
  }

  @ManagedAttribute(description = "Jobs it ran to their end since the start, however they ended")
  public long getProcessedJobs() {
    return worker.stats().processed();
  }

  @ManagedAttribute(description = "Of these, those that failed or timed out")
  public long getFailedJobs() {
    return worker.stats().failed();
  }

  @ManagedAttribute(description = "Jobs that were refused and put among the dead letters")
  public long getRefusedJobs() {
    return worker.stats().refused();
  }

  @ManagedAttribute(description = "Results that came too late: another worker had the job by then")
  public long getLateResults() {
    return worker.stats().late();
  }

  @ManagedAttribute(description = "When the last job was claimed, in UTC; empty: none yet")
  public String getLastClaim() {
    return worker.stats().lastClaim();
  }

  @ManagedAttribute(description = "How long ago it last looked for a job, in ms")
  public long getSinceLastLookMillis() {
    return worker.sinceLastLook().toMillis();
  }

  @ManagedAttribute(description = "Whether it takes no new job until it is told to")
  public boolean isPaused() {
    return worker.isPaused();
  }

  @ManagedAttribute(description = "Who paused it, and why; empty: it takes jobs")
  public String getPausedBy() {
    return worker.pausedBy().orElse("");
  }

  @ManagedOperation(description = "Takes no new job; running ones go on")
  public void pauseClaiming() {
    LOG.info("role={}: paused by an operator", role());
    worker.pause();
    tellPaused(true);
  }

  @ManagedOperation(description = "Takes jobs again, unless its queue is paused or its host drains")
  public void resumeClaiming() {
    LOG.info("role={}: resumed by an operator", role());
    worker.resume();
    tellPaused(worker.isPaused());
  }

  /** Tells of an order that concerns it, and makes sure that nothing is handed over after it. */
  private void ordered() {
    boolean isPaused = worker.heed();
    if (toldPaused.get() != isPaused) {
      LOG.info(
          "role={}: {}",
          role(),
          worker.pausedBy().map("claims no job: "::concat).orElse("takes jobs again"));
    }
    tellPaused(isPaused);
  }

  private void tellPaused(boolean isPaused) {
    if (toldPaused.getAndSet(isPaused) != isPaused) {
      onPaused.accept(isPaused);
    }
  }
}
