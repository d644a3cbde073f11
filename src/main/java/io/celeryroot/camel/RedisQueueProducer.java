// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.due.SubmissionGate;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.queue.line.QueueDepth;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enqueues the run that a message asks for, if it asks for one.
 *
 * <p>It works on the caller's thread, but extends the asynchronous producer: in place of any other,
 * Camel shows a bridge in JMX.
 */
@ManagedResource(description = "Puts jobs into Redis")
public final class RedisQueueProducer extends DefaultAsyncProducer {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final String queues;
  private final SubmissionGate gate;
  private final Function<Exchange, Optional<SubmittedRun>> submit;
  private final QueueDepthCache depths;
  private final Consumer<Boolean> onPaused;

  /**
   * @param queues lists of roles, with commas between them
   * @param gate counts what is submitted
   * @param depths of these lists
   * @param onPaused is told when an operator pauses it or lets it go on
   */
  RedisQueueProducer(
      Endpoint endpoint,
      String queues,
      SubmissionGate gate,
      Function<Exchange, Optional<SubmittedRun>> submit,
      QueueDepthCache depths,
      Consumer<Boolean> onPaused) {
    super(endpoint);
    this.queues = queues;
    this.gate = gate;
    this.submit = submit;
    this.depths = depths;
    this.onPaused = onPaused;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (gate.isToBeTold()) {
      LOG.info("{}: stays paused by an operator", getEndpoint());
      onPaused.accept(true);
    }
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    try {
      submit.apply(exchange).ifPresent(run -> exchange.getMessage().setBody(run));
    } catch (RuntimeException e) {
      exchange.setException(e);
    }
    callback.done(true);
    return true;
  }

  @ManagedAttribute(description = "Redis lists of the roles; hosts have theirs beside them")
  public String getQueue() {
    return queues;
  }

  @ManagedAttribute(
      description = "Jobs in line in all lists of the roles; -1: Redis does not answer")
  public long getDepth() {
    return depths.sum(QueueDepth::waiting);
  }

  @ManagedAttribute(description = "Jobs of the roles that workers hold; -1: Redis does not answer")
  public long getClaimedJobs() {
    return depths.sum(QueueDepth::claimed);
  }

  @ManagedAttribute(description = "Runs that could not be queued; Beat tries them again")
  public long getFailedSubmissions() {
    return gate.failures();
  }

  @ManagedAttribute(description = "Time when a run was last queued, in UTC; empty: not yet")
  public String getLastSubmission() {
    return gate.last().map(Instant::toString).orElse("");
  }

  @ManagedAttribute(description = "Whether it queues nothing until it is told to")
  public boolean isPaused() {
    return gate.isHeld();
  }

  @ManagedOperation(description = "Queues nothing; Beat keeps what is due and queues it later")
  public void pauseSubmitting() {
    LOG.info("{}: paused by an operator", getEndpoint());
    pause(true);
  }

  @ManagedOperation(description = "Queues again; Beat sees to what was due within a minute")
  public void resumeSubmitting() {
    LOG.info("{}: resumed by an operator", getEndpoint());
    pause(false);
  }

  private void pause(boolean isWanted) {
    if (gate.hold(isWanted)) {
      onPaused.accept(isWanted);
    }
  }

  @ManagedAttribute(description = "Jobs that were put into a queue, or found to be there already")
  public long getSubmittedJobs() {
    return gate.jobs();
  }
}
