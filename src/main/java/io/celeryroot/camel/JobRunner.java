// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.camel.Spans.OpenSpan;
import io.celeryroot.config.Action;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.TraceContext;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Begin;
import io.celeryroot.queue.Claim;
import io.celeryroot.queue.Finish;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.RouteNames;
import io.celeryroot.task.process.Leftovers;
import io.celeryroot.task.process.NoThread;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a claimed job to its end: checks it against cl.yaml, puts the attempt on record, sends it
 * through the route, and puts on record how it ended. What is to be put on record is kept and tried
 * again while Redis is away. Thread-safe.
 */
final class JobRunner {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final RedisQueueConsumer consumer;
  private final Celeryroot celeryroot;
  private final Role role;
  private final String host;
  private final Set<JobAttempt> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger handedOver = new AtomicInteger();
  private final Tally tally = new Tally();
  private final Outputs outputs;
  private final TakenOver takenOver;
  private volatile boolean isStopping;
  private ExecutorServiceManager threads;
  private ExecutorService executor;

  JobRunner(
      RedisQueueConsumer consumer,
      Celeryroot celeryroot,
      Role role,
      String host,
      Sessions sessions) {
    this.consumer = consumer;
    this.celeryroot = celeryroot;
    this.role = role;
    this.host = host;
    this.outputs = new Outputs(celeryroot::outage);
    this.takenOver = new TakenOver(celeryroot, sessions, running);
  }

  void start(ExecutorServiceManager manager) {
    isStopping = false;
    threads = manager;
    executor = manager.newCachedThreadPool(consumer, "job");
  }

  /**
   * Runs a job on a thread of its own.
   *
   * @param atEnd called when the job is settled, whatever happened
   */
  void run(Claim claim, Runnable atEnd) {
    handedOver.incrementAndGet();
    Runnable left =
        () -> {
          handedOver.decrementAndGet();
          atEnd.run();
        };
    try {
      executor.execute(
          () -> {
            try (LogFields fields = LogFields.of(claim.job(), host)) {
              settle(claim, fields);
            } catch (InterruptedException e) {
              giveUp(claim);
              Thread.currentThread().interrupt();
            } catch (QueueUnavailable e) {
              LOG.error("{}: {}; its lease gives it back", claim.job(), e.getMessage());
            } catch (RuntimeException | Error e) {
              LOG.error("{}: {}; kept among the dead letters", claim.job(), e, e);
              rejectDefective(claim);
            } finally {
              left.run();
            }
          });
    } catch (RejectedExecutionException e) {
      // The worker stops; closing the session gives the job back.
      left.run();
    } catch (OutOfMemoryError e) {
      giveBack(claim);
      left.run();
      if (!NoThread.isNoThread(e)) {
        throw e;
      }
      celeryroot.scarcity().met(e);
    }
  }

  /** What this worker cannot handle must neither come back for ever nor stay claimed. */
  private void rejectDefective(Claim claim) {
    try {
      reject(claim, "a defect of the worker, see its log");
    } catch (InterruptedException e) {
      giveUp(claim);
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{}: {}; goes back in line", claim.job(), e, e);
      giveUp(claim);
    }
  }

  /**
   * A claim that stays open while the lease is renewed would keep its job for ever. When the worker
   * stops, closing the session gives up all.
   */
  private void giveUp(Claim claim) {
    if (isStopping) {
      return;
    }
    try {
      attempts().giveUp(claim);
    } catch (QueueUnavailable e) {
      celeryroot.outage().failed(e);
    }
  }

  /** Puts a job that was not begun back in line; when Redis is away, the end of the lease does. */
  void giveBack(Claim claim) {
    try {
      attempts().giveBack(claim);
    } catch (QueueUnavailable e) {
      celeryroot.outage().failed(e);
    }
  }

  Tally tally() {
    return tally;
  }

  /** Attempts that run now. */
  List<JobAttempt> running() {
    return List.copyOf(running);
  }

  /** Jobs handed over that are not settled: those that run, and those about to or just ended. */
  int size() {
    return handedOver.get();
  }

  void endAll(JobAttempt.End why) {
    isStopping = true;
    running.forEach(attempt -> attempt.end(why));
  }

  /** Ends attempts whose jobs others have. */
  void endTakenOver() {
    takenOver.end();
  }

  /** Time limits of endpoints; processes have theirs in the process runner. */
  void endOverdue() {
    running.stream()
        .filter(attempt -> attempt.task().action() instanceof Action.To)
        .filter(attempt -> attempt.age().compareTo(attempt.task().timeout()) > 0)
        .forEach(attempt -> attempt.end(JobAttempt.End.TIMED_OUT));
  }

  /** Stores what running jobs have printed since the last time. */
  void storeOutput() {
    outputs.store(running);
  }

  /** Ends what runs and waits until that is done and given back. */
  void stop() {
    if (executor == null) {
      return;
    }
    endAll(JobAttempt.End.GIVEN_BACK);
    Duration slowest =
        running.stream()
            .map(attempt -> attempt.task().killAfter())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(slowest.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("jobs={}: still running; their lease gives them back", running.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow(executor);
  }

  private void settle(Claim claim, LogFields fields) throws InterruptedException {
    Job job = claim.job();
    try (OpenSpan span = celeryroot.spans().start("claim", job.traceOrOwn(), isOwnTrace(job))) {
      job.run().ifPresent(run -> span.set("celeryroot.run", run));
      job.schedule().ifPresent(schedule -> span.set("celeryroot.schedule", schedule));
      span.set("celeryroot.job", job.id());
      span.set("celeryroot.task", job.task());
      span.set("celeryroot.host", host);
      fields.trace(job.traceOrOwn());
      try {
        settle(claim, fields, span);
      } catch (QueueUnavailable e) {
        span.failed("Redis is away");
        throw e;
      } catch (RuntimeException e) {
        tell(span, Outcome.REJECTED);
        span.failed("a defect of the worker");
        throw e;
      }
    }
  }

  /** The name only: a reason may quote what somebody passed. */
  private static void tell(OpenSpan span, Outcome outcome) {
    span.set("celeryroot.outcome", outcome.word());
    if (Work.isFailure(outcome)) {
      span.failed(outcome.word());
    }
  }

  /** Whether nobody has written what the job is a part of. */
  private static boolean isOwnTrace(Job job) {
    return job.traceOrOwn().equals(TraceContext.of(job.run().orElse(job.id()), job.id()));
  }

  private void settle(Claim claim, LogFields fields, OpenSpan span) throws InterruptedException {
    tally.claimed(Instant.now());
    Job job = claim.job();
    Optional<TaskDefinition> task = celeryroot.config().task(job.task());
    if (task.isEmpty()) {
      tell(span, Outcome.REJECTED);
      reject(claim, "unknown task");
      return;
    }
    if (!role.allowsTask(job.task())) {
      tell(span, Outcome.REJECTED);
      reject(claim, "task not allowed for role " + role.name());
      return;
    }
    Binding binding = Parameters.bindValues(task.get(), job.args(), job.kwargs());
    if (!binding.isValid()) {
      tell(span, Outcome.REJECTED);
      reject(claim, Outcomes.cut(String.join("; ", binding.problems())));
      return;
    }
    record(
        () -> {
          takenOver.end();
          return true;
        });
    takenOver.awaitEnd();
    Begin begin = record(() -> attempts().begin(claim));
    if (begin instanceof Begin.Run run) {
      JobAttempt attempt =
          new JobAttempt(
              claim,
              task.get(),
              binding.values(),
              host,
              run.attempt(),
              run.at(),
              celeryroot.config().redis().maskedUrl(),
              celeryroot.services().output(),
              celeryroot.spans());
      fields.attempt(run.attempt());
      if (run.attempt() - 1 > run.failed()) {
        endLeftovers(attempt);
      }
      run(attempt, run.failed(), span);
    } else if (begin instanceof Begin.Settled settled) {
      LOG.info("job {} host={}: not run: {}", job.id(), host, settled.why());
    }
  }

  /** An earlier attempt did not come to an end: its worker died, but maybe not its processes. */
  private static void endLeftovers(JobAttempt attempt) {
    int ended = new Leftovers().end(attempt.mark(), attempt.task().killAfter());
    if (ended > 0) {
      LOG.warn("{}: ended what the attempt before had left running when its worker died", attempt);
    }
  }

  private Attempts attempts() {
    return celeryroot.services().attempts();
  }

  private void reject(Claim claim, String reason) throws InterruptedException {
    if (!record(() -> attempts().reject(claim, reason))) {
      return;
    }
    tally.refusedOne();
    JobOutcome outcome = JobOutcome.of(Outcome.REJECTED, reason, Instant.now());
    celeryroot.work().ended(outcome);
    LOG.warn(
        "job {} host={}: {}; kept among the dead letters", claim.job().id(), host, outcome.text());
    celeryroot.listener().ended(claim.job(), host, outcome, true);
  }

  private void run(JobAttempt attempt, int failed, OpenSpan span) throws InterruptedException {
    running.add(attempt);
    celeryroot.work().started(attempt);
    try {
      if (isStopping) {
        giveBack(attempt, "the worker stops");
        return;
      }
      celeryroot.listener().started(attempt.job(), host, attempt.number());
      span.set("celeryroot.attempt", String.valueOf(attempt.number()));
      JobOutcome outcome = process(attempt, span);
      tell(span, outcome.outcome());
      // What ended the attempt may have interrupted this thread; Redis is still to be told.
      Thread.interrupted();
      try (OpenSpan storing = celeryroot.spans().start("result", span.context())) {
        storing.set("celeryroot.job", attempt.job().id());
        settle(attempt, outcome, failed);
      }
    } catch (NoThread e) {
      celeryroot.scarcity().met(e);
      span.failed("no thread");
      outputs.end(attempt, false);
      giveBack(attempt, "there is no thread for it");
    } finally {
      running.remove(attempt);
      celeryroot.work().left(attempt);
    }
  }

  private JobOutcome process(JobAttempt attempt, OpenSpan span) {
    Exchange exchange = consumer.createExchange(false);
    try {
      exchange.setProperty(ExchangeKeys.ATTEMPT, attempt);
      span.context().ifPresent(trace -> exchange.setProperty(ExchangeKeys.TRACE, trace));
      exchange.setProperty(ExchangeKeys.TASK, RouteNames.of(attempt.task().name()));
      consumer.getProcessor().process(exchange);
      Exception failure = exchange.getException();
      return failure == null
          ? attempt
              .outcome()
              .orElseGet(
                  () ->
                      failed(
                          attempt,
                          new IllegalStateException("the route of the task gave no outcome")))
          : failed(attempt, failure);
    } catch (Exception e) {
      return failed(attempt, e);
    } finally {
      attempt.endByNothing();
      consumer.releaseExchange(exchange, false);
    }
  }

  /**
   * @throws NoThread it did not fail, it was not run
   */
  private static JobOutcome failed(JobAttempt attempt, Throwable failure) {
    NoThread.in(failure)
        .ifPresent(
            noThread -> {
              throw noThread;
            });
    return Outcomes.failed(attempt, failure);
  }

  private void settle(JobAttempt attempt, JobOutcome outcome, int failed)
      throws InterruptedException {
    if (isGivenBack(attempt, outcome)) {
      outputs.end(attempt, false);
      giveBack(attempt, "the worker stops");
      return;
    }
    Optional<Duration> retry =
        RetryPolicy.delay(attempt.task().retries(), outcome, failed, ThreadLocalRandom.current());
    outputs.end(attempt, retry.isEmpty() && !attempt.isTakenOver());
    Finish finish;
    try {
      finish =
          record(
              () ->
                  retry.isPresent()
                      ? attempts().retryLater(attempt.claim(), outcome, retry.get())
                      : attempts().finish(attempt.claim(), outcome));
    } catch (QueueUnavailable e) {
      LOG.error(
          "{}: {} after {} s, not stored: Redis is away and this worker stops; the job goes back in"
              + " line when its lease ends",
          attempt,
          outcome.text(),
          outcome.duration().toMillis() / 1000.0);
      return;
    }
    if (finish == Finish.SUPERSEDED) {
      long refused = tally.lateOne();
      LOG.warn(
          "{}: {}, but its job was taken over; result not stored, refused={}",
          attempt,
          outcome.text(),
          refused);
      return;
    }
    if (finish == Finish.CANCELLED) {
      ended(attempt, JobOutcome.of(Outcome.CANCELLED, "", outcome.started()));
      report(attempt, outcome, "; cancelled meanwhile, not tried again", true);
    } else if (retry.isPresent()) {
      report(attempt, outcome, "; again in " + retry.get().toMillis() / 1000.0 + " s", false);
    } else {
      ended(attempt, outcome);
      report(attempt, outcome, "", true);
    }
  }

  private void giveBack(JobAttempt attempt, String why) throws InterruptedException {
    record(
        () -> {
          attempts().giveBack(attempt.claim());
          return true;
        });
    LOG.info("{}: given back, {}", attempt, why);
  }

  /** Ended by the stop of the worker, not by who asked for it, nor because the job is not ours. */
  private static boolean isGivenBack(JobAttempt attempt, JobOutcome outcome) {
    return outcome.outcome() == Outcome.CANCELLED
        && !attempt.isTakenOver()
        && attempt.endReason().filter(JobAttempt.End.CANCELLED::equals).isEmpty();
  }

  /** The job has its result; an attempt that is followed by another is no end of it. */
  private void ended(JobAttempt attempt, JobOutcome result) {
    outputs.settled(attempt, result);
    celeryroot.work().ended(result);
    tally.ended(result);
  }

  private void report(JobAttempt attempt, JobOutcome outcome, String next, boolean isFinal) {
    LOG.info(
        "{}: {} after {} s{}",
        attempt,
        outcome.text(),
        outcome.duration().toMillis() / 1000.0,
        next);
    celeryroot.listener().ended(attempt.job(), host, outcome, isFinal);
  }

  /** Does it, again and again while Redis is away; gives up when the worker must be gone. */
  private <T> T record(Supplier<T> change) throws InterruptedException {
    while (true) {
      try {
        return change.get();
      } catch (QueueUnavailable e) {
        celeryroot.outage().failed(e);
        if (isStopping) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }
}
