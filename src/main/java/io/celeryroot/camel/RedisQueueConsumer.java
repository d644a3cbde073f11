// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Role;
import io.celeryroot.job.Target;
import io.celeryroot.queue.QueueDepth;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * Takes the jobs of one role from Redis and runs them: its own host's, and those that any host may
 * run.
 *
 * <p>Three parts do it: {@link ClaimLoop} claims when a slot is free, {@link JobRunner} sends a
 * claimed job through the route and stores how it ended, {@link Keeper} keeps the lease and looks
 * after lost, delayed and cancelled jobs. Suspending takes no new job. When the context stops,
 * running jobs have the grace period to end; the others are ended and given back.
 */
@ManagedResource(description = "Takes jobs from Redis and runs them")
public final class RedisQueueConsumer extends DefaultConsumer
    implements Suspendable, ShutdownAware {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Celeryroot celeryroot;
  private final Role role;
  private final Slots slots;
  private final Sessions sessions;
  private final JobRunner runner;
  private final ClaimLoop loop;
  private final Keeper keeper;
  private final TroubleCheck health;
  private final Depths depths;
  private final AtomicBoolean isPausedByOperator = new AtomicBoolean();

  RedisQueueConsumer(RedisQueueEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.celeryroot = endpoint.celeryroot();
    this.role = endpoint.definition();
    this.slots = new Slots(endpoint.slots());
    this.sessions = new Sessions(celeryroot, endpoint.targets());
    this.runner = new JobRunner(this, celeryroot, role, endpoint.hostname(), sessions);
    this.loop = new ClaimLoop(celeryroot, sessions, slots, runner);
    this.keeper = new Keeper(celeryroot, sessions, runner);
    this.health = new TroubleCheck("redis-queue:" + role.name(), loop::trouble);
    this.depths =
        new Depths(celeryroot, queues -> endpoint.targets().stream().map(queues::depth).toList());
  }

  @Override
  public RedisQueueEndpoint getEndpoint() {
    return (RedisQueueEndpoint) super.getEndpoint();
  }

  String role() {
    return role.name();
  }

  /** Lists it takes jobs from; empty when its host is not of the role. */
  List<String> lists() {
    return isMember() ? getEndpoint().targets().stream().map(Target::list).toList() : List.of();
  }

  int slots() {
    return slots.total();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (!isMember()) {
      LOG.info("role={} host={}: not a host of this role, takes no jobs", role(), host());
      return;
    }
    celeryroot.work().serves(this);
    health.register(getEndpoint().getCamelContext());
    runner.start(getEndpoint().getCamelContext().getExecutorServiceManager());
    keeper.start(getEndpoint().getCamelContext().getExecutorServiceManager(), this);
    loop.start(getEndpoint().getCamelContext().getExecutorServiceManager(), this);
  }

  private boolean isMember() {
    return role.hasHost(host());
  }

  private String host() {
    return getEndpoint().hostname();
  }

  @Override
  protected void doSuspend() throws Exception {
    loop.pause();
    if (getEndpoint().getCamelContext().isStopping()) {
      keeper.endAfter(celeryroot.grace());
    }
    super.doSuspend();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    loop.resume();
    tellPaused(false);
  }

  @Override
  public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
    return false;
  }

  @Override
  public int getPendingExchangesSize() {
    return runner.size();
  }

  /** Ends the running jobs of a consumer that stops; they go back in line. */
  public void endJobs() {
    runner.endAll(JobAttempt.End.GIVEN_BACK);
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {
    if (forced) {
      endJobs();
    }
  }

  @Override
  protected void doStop() throws Exception {
    loop.stop();
    runner.stop();
    keeper.stop();
    sessions.close();
    health.unregister(getEndpoint().getCamelContext());
    tellPaused(false);
    super.doStop();
  }

  @ManagedAttribute(description = "Redis list of the role; its hosts have theirs beside it")
  public String getQueue() {
    return getEndpoint().getQueue();
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
    return runner.running().size();
  }

  @ManagedAttribute(description = "Jobs that may run at a time")
  public int getConcurrency() {
    return slots.total();
  }

  @ManagedAttribute(description = "Whether Redis was reached and the lease is held")
  public boolean isConnected() {
    return sessions.isOpen();
  }

  @ManagedAttribute(description = "Why jobs are not claimed now; empty: they are")
  public String getTrouble() {
    return isMember() ? loop.trouble().orElse("") : "";
  }

  @ManagedAttribute(description = "Redis lists it takes jobs from, in turn")
  public String getLists() {
    return String.join(" ", lists());
  }

  @ManagedAttribute(description = "Jobs it ran to their end since the start, however they ended")
  public long getProcessedJobs() {
    return runner.tally().processed();
  }

  @ManagedAttribute(description = "Of these, those that failed or timed out")
  public long getFailedJobs() {
    return runner.tally().failed();
  }

  @ManagedAttribute(description = "Jobs that were refused and put among the dead letters")
  public long getRefusedJobs() {
    return runner.tally().refused();
  }

  @ManagedAttribute(description = "Results that came too late: another worker had the job by then")
  public long getLateResults() {
    return runner.tally().late();
  }

  @ManagedAttribute(description = "When the last job was claimed, in UTC; empty: none yet")
  public String getLastClaim() {
    return runner.tally().lastClaim();
  }

  @ManagedAttribute(description = "How long ago it last looked for a job, in ms")
  public long getSinceLastLookMillis() {
    return loop.sinceLastLook().toMillis();
  }

  @ManagedAttribute(description = "Whether it takes no new job until it is told to")
  public boolean isPaused() {
    return loop.isPaused();
  }

  @ManagedOperation(description = "Takes no new job; running ones go on")
  public void pauseClaiming() {
    LOG.info("role={}: paused by an operator", role());
    loop.pause();
    tellPaused(true);
  }

  @ManagedOperation(description = "Takes jobs again")
  public void resumeClaiming() {
    LOG.info("role={}: resumed by an operator", role());
    loop.resume();
    tellPaused(false);
  }

  private void tellPaused(boolean isPaused) {
    if (isPausedByOperator.getAndSet(isPaused) != isPaused) {
      celeryroot.listener().paused(role(), isPaused);
    }
  }
}
