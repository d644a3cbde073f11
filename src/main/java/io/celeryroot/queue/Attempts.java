// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.OnLost;
import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.canvas.NextJobs;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimKeys;
import io.celeryroot.queue.claim.ClaimRegistry;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.LineFlood;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Writes what happens to claimed jobs: every change is decided by {@link JobMeta} on the stored
 * state and written only if that is still the stored one. The record comes first, then the message
 * leaves the claimed list, so a crash in between is mended by whoever finds the message.
 * Thread-safe.
 */
public final class Attempts {

  /** Time for which a second message of a running job is put aside. */
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private final Redis redis;
  private final TaskRules rules;
  private final Retention retention;
  private final JobRecords records;
  private final MessageMover moves;
  private final LastRuns lastRuns;
  private final JobQueues queues;
  private final Isolated isolated;
  private final ClaimRegistry claims = new ClaimRegistry();
  private final LineFlood buried = new LineFlood();
  private volatile boolean hasStrays;

  /**
   * @param redis stays the caller's
   * @param rules tasks of the worker's cl.yaml
   * @param resultsKept how long results stay
   * @param onSpoiledKey is told of a key that holds what is not ours. A message that cannot be
   *     moved because of it stays where it is, until {@link WorkerSession#recover()} or {@link
   *     Recovery#sweep()} can; what is on record about its job is right all the same
   * @param ends is told of jobs that get their result here
   */
  public Attempts(
      Redis redis,
      TaskRules rules,
      Duration resultsKept,
      Consumer<QueueUnavailable> onSpoiledKey,
      JobListener ends) {
    this.redis = redis;
    this.isolated = new Isolated(onSpoiledKey);
    this.rules = rules;
    this.retention = new Retention(resultsKept, rules);
    this.records = new JobRecords(redis, retention, ends);
    this.moves = new MessageMover(redis, retention);
    this.lastRuns = new LastRuns(redis);
    this.queues = new JobQueues(redis, resultsKept);
  }

  /**
   * Returns true if the job was never begun and may be now, so that its conditions count.
   *
   * @throws QueueUnavailable call again or release it
   */
  public boolean isNew(Claim claim) {
    Job job = claim.job();
    JobRecord stored = records.read(job.id());
    Instant now = stored.readAt();
    return stored.meta().isWaiting()
        && stored.meta().attempt() == 0
        && reasonNotToRun(job, now, false).isEmpty()
        && job.eta().filter(now::isBefore).isEmpty();
  }

  /**
   * Ends a job that was not begun, without an attempt, and lets go of it.
   *
   * @return whether that is its result: it had none before
   * @throws QueueUnavailable call again
   */
  public boolean endUnbegun(Claim claim, JobOutcome outcome) {
    Optional<JobRecord> ended = change(claim, outcome, meta -> meta.end(outcome.outcome()));
    ack(claim);
    return ended.isPresent();
  }

  /**
   * Puts a new attempt on record, if the job may run.
   *
   * @throws QueueUnavailable do not run it; call again or release it
   */
  public Begin begin(Claim claim) {
    JobRecords.Begun first = records.begin(claim);
    return first.isNow() ? begun(claim, first.record()) : beginAgain(claim, first);
  }

  /** Notes the record of the attempt, for it may vanish while the job runs. */
  private Begin begun(Claim claim, JobRecord record) {
    JobMeta meta = record.meta();
    claims.begun(claim, record);
    if (retention.mayOutliveItsSlot(claim.job(), meta.attempt())) {
      move(() -> moves.hold(claim.job()));
    }
    return new Begin.Run(meta.attempt(), meta.failed(), record.readAt());
  }

  /** A job that something is on record about, or that must not run now. */
  private Begin beginAgain(Claim claim, JobRecords.Begun seen) {
    Job job = claim.job();
    JobRecord stored = seen.record();
    if (stored.meta().isHeldByOther(claim.token())) {
      if (isHeldByLiveWorker(stored)) {
        delay(claim, "+" + ASIDE.toMillis());
        return new Begin.Settled("runs on worker " + stored.worker().orElse("unknown"));
      }
      if (recordLost(claim, stored)) {
        return new Begin.Settled("lost");
      }
      stored = records.read(job.id());
    }
    if (stored.meta().state().isTerminal()) {
      ackEnded(claim, stored);
      return new Begin.Settled("ended before: " + stored.meta().state());
    }
    Instant now = stored.readAt();
    Optional<Outcome> end = reasonNotToRun(job, now, seen.isCancelled());
    if (end.isPresent()) {
      change(claim, JobOutcome.of(end.get(), "", now), meta -> meta.end(end.get()));
      ack(claim);
      return new Begin.Settled(end.get().word());
    }
    long eta = job.eta().map(Instant::toEpochMilli).orElse(0L);
    long notBefore = Math.max(stored.meta().notBefore(), eta);
    if (notBefore > now.toEpochMilli()) {
      delay(claim, String.valueOf(notBefore));
      return new Begin.Settled("not before " + Instant.ofEpochMilli(notBefore));
    }
    // Somebody else may have been faster since the look above: then the next look tells what to do.
    return records.start(claim).map(record -> begun(claim, record)).orElseGet(() -> begin(claim));
  }

  private static Optional<Outcome> reasonNotToRun(Job job, Instant now, boolean isCancelled) {
    if (job.expires().isPresent() && !now.isBefore(job.expires().get())) {
      return Optional.of(Outcome.EXPIRED);
    }
    return isCancelled ? Optional.of(Outcome.CANCELLED) : Optional.empty();
  }

  /**
   * Stores the result of the job, then lets go of it. The first result of a job stays.
   *
   * @throws QueueUnavailable keep the result and call again
   */
  public Finish finish(Claim claim, JobOutcome outcome) {
    if (finishAtOnce(claim, outcome, ClaimKeys.NONE).isPresent()) {
      return Finish.STORED;
    }
    Optional<JobRecord> ended =
        change(claim, outcome, meta -> meta.finish(claim.token(), outcome.outcome()));
    if (ended.isEmpty()) {
      return superseded(claim);
    }
    ack(claim);
    note(claim.job(), claim.worker(), outcome.outcome());
    return Finish.STORED;
  }

  /**
   * Stores the result of a begun job, lets go of it and claims the next one in one step.
   *
   * @return as {@link JobRecords#end}; empty also where that is not possible
   */
  Optional<List<?>> finishAtOnce(Claim claim, JobOutcome outcome, ClaimKeys next) {
    Optional<JobRecord> begun = claims.begun(claim);
    if (begun.isEmpty() || redis.isCluster() || !claim.job().options().canvas().isEmpty()) {
      return Optional.empty();
    }
    Optional<List<?>> ended =
        isolated
            .get(() -> records.end(claim, begun.get(), outcome, next))
            .flatMap(Function.identity());
    ended.ifPresent(answer -> claims.remove(claim));
    return ended;
  }

  /** Remembers the end of a job that ran. */
  private void note(Job job, String worker, Outcome outcome) {
    isolated.run(() -> lastRuns.note(job, worker, outcome, redis.serverTimeNow()));
  }

  /** Leaves the message alone: under the worker's name it may be a new claim of another process. */
  private Finish superseded(Claim claim) {
    claims.remove(claim);
    return Finish.SUPERSEDED;
  }

  private Optional<JobRecord> change(
      Claim claim, JobOutcome outcome, Function<JobMeta, Optional<JobMeta>> step) {
    return records.change(
        claim.job(), claim.worker(), Optional.of(outcome), stored -> believed(claim, stored), step);
  }

  /**
   * The record of a claim that is alive. While its message is in the worker's hands, a record that
   * vanished is the one that the attempt was begun with.
   */
  private JobRecord believed(Claim claim, JobRecord stored) {
    return stored.isForeign()
        ? claims
            .begun(claim)
            .filter(begun -> moves.isClaimed(claim))
            .map(begun -> begun.inPlaceOf(stored))
            .orElse(stored)
        : stored;
  }

  /**
   * Records a failed attempt and has the job tried again after {@code delay}; ends a job that was
   * cancelled meanwhile.
   *
   * @throws QueueUnavailable keep the outcome and call again
   */
  public Finish retryLater(Claim claim, JobOutcome outcome, Duration delay) {
    if (isCancelRequested(claim.job().id())) {
      Finish end = finish(claim, JobOutcome.of(Outcome.CANCELLED, "", outcome.started()));
      return end == Finish.STORED ? Finish.CANCELLED : end;
    }
    long due = redis.serverTimeNow().plus(delay).toEpochMilli();
    Optional<JobRecord> next = change(claim, outcome, meta -> meta.retry(claim.token(), due));
    if (next.isEmpty()) {
      return superseded(claim);
    }
    delay(claim, String.valueOf(next.get().meta().notBefore()));
    return Finish.STORED;
  }

  /**
   * Puts a job back at the front of its line; an attempt that had begun does not count.
   *
   * @throws QueueUnavailable {@link WorkerSession#recover} puts it back
   */
  public void release(Claim claim) {
    abandon(claim);
    move(() -> moves.release(claim));
  }

  /**
   * Gives up a claim; its message is moved by the caller, or by {@link WorkerSession#recover}. An
   * attempt that had begun does not count.
   */
  public void abandon(Claim claim) {
    claims.remove(claim);
    JobOutcome released = JobOutcome.of(Outcome.FAILED, "released", redis.serverTimeNow());
    change(claim, released, meta -> meta.giveBack(claim.token()));
  }

  /**
   * Ends a job as {@code rejected (reason)} and keeps its message among the dead letters.
   *
   * @param reason as a fact, without secrets, such as {@code unknown task}
   * @return whether that is news: the job had not ended before
   */
  public boolean reject(Claim claim, String reason) {
    Instant now = redis.serverTimeNow();
    Optional<JobRecord> ended =
        change(
            claim,
            JobOutcome.of(Outcome.REJECTED, reason, now),
            meta ->
                meta.finish(claim.token(), Outcome.REJECTED).or(() -> meta.end(Outcome.REJECTED)));
    bury(claim, reason, List.of(), now);
    return ended.isPresent();
  }

  /**
   * Ends a job as lost of which no message is left.
   *
   * @param reason as a fact
   * @return false: it has ended, or a live worker has it
   */
  public boolean endVanished(Job job, String reason) {
    JobRecord stored = records.read(job.id());
    boolean isBegun = stored.meta().state() == JobState.STARTED;
    if (isBegun && isHeldByLiveWorker(stored)) {
      return false;
    }
    String token = stored.meta().token().orElse("");
    return records
        .change(
            job,
            stored.worker().orElse(""),
            JobOutcome.of(Outcome.LOST, reason, stored.readAt()),
            meta -> meta.lost(token, OnLost.FAIL).or(() -> meta.end(Outcome.LOST)))
        .isPresent();
  }

  /**
   * Returns true if somebody asked for the job to be ended; those of a whole worker: {@link
   * Cancellations#requested}.
   */
  public boolean isCancelRequested(String job) {
    return records.isCancelRequested(job);
  }

  /**
   * Selects the begun claims that are no longer on record as running: somebody else has their jobs,
   * or they have ended.
   */
  public Set<Claim> takenOver(Collection<Claim> begun) {
    return begun.stream()
        .filter(
            claim ->
                !believed(claim, records.read(claim.job().id())).meta().isHeldBy(claim.token()))
        .collect(Collectors.toUnmodifiableSet());
  }

  Isolated isolated() {
    return isolated;
  }

  MessageMover moves() {
    return moves;
  }

  JobRecords records() {
    return records;
  }

  ClaimRegistry claims() {
    return claims;
  }

  /**
   * Requeues a message that no living claim knows of, of a dead worker or of this process, or acks
   * it when its job has ended. An attempt of a process that has meanwhile started under the dead
   * one's name is left alone.
   *
   * @param allowedInstance whose lease may live: its attempts were broken off, and are not counted
   *     as lost; empty: none
   * @return true: it was moved
   */
  boolean reclaim(Target target, String worker, byte[] message, String allowedInstance) {
    Claim claim;
    JobRecord stored;
    try {
      String text = MessageCodec.decode(message);
      Job job = MessageCodec.read(text, target);
      stored = records.read(job.id());
      claim = new Claim(job, text, worker, stored.meta().token().orElse(""));
    } catch (UnreadableMessage e) {
      buryUnreadable(target, worker, message, e);
      return false;
    }
    boolean isOpen = claims.isOpen(claim.token());
    boolean isOwn =
        !allowedInstance.isEmpty() && WorkerIncarnation.of(claim.token()).equals(allowedInstance);
    boolean isBegun =
        stored.meta().state() == JobState.STARTED
            && stored.worker().equals(Optional.of(worker))
            && !isOpen;
    if (isBegun && !isOwn && !isHeldByLiveWorker(stored) && recordLost(claim, stored)) {
      return true;
    }
    if (stored.meta().state().isTerminal()) {
      return ackEnded(claim, stored);
    }
    if (isOwn && !isOpen) {
      abandon(claim);
    }
    return moves.requeue(target, worker, message, allowedInstance);
  }

  /** A message that is not a job. */
  void buryUnreadable(Target target, String worker, byte[] message, UnreadableMessage unreadable) {
    Instant now = redis.serverTimeNow();
    String id = unreadable.id().orElse("");
    Job job = Job.unknown(id, target);
    if (!id.isEmpty()) {
      JobOutcome rejected = JobOutcome.of(Outcome.REJECTED, unreadable.reason(), now);
      records.change(job, worker, rejected, meta -> meta.end(Outcome.REJECTED));
    }
    if (move(() -> moves.bury(job, worker, message, unreadable.reason(), List.of(), now))
        && buried.admits()) {
      warn(
          "message of {} id={}: rejected ({}); kept among the dead letters",
          target.list(),
          id.isEmpty() ? "?" : id,
          unreadable.reason());
    }
  }

  /** Logs how many messages were no jobs beyond those that were logged; call it every second. */
  public void tellBuried() {
    int left = buried.left();
    if (left > 0) {
      warn("{} more messages were rejected within a minute; fix: cl queue list", left);
    }
  }

  /**
   * Logs without the fields of the job that this thread works on: another one is spoken of. The
   * logger is not a field, since commands of cl use this class and must not load a logging library.
   */
  private static void warn(String format, Object... arguments) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    MDC.clear();
    try {
      LoggerFactory.getLogger("io.celeryroot.worker").warn(format, arguments);
    } finally {
      if (fields != null) {
        MDC.setContextMap(fields);
      }
    }
  }

  /** Counts an attempt whose worker died; returns whether that was the end of the job. */
  private boolean recordLost(Claim finder, JobRecord seen) {
    Job job = finder.job();
    String token = seen.meta().token().orElse("");
    String worker = seen.worker().orElse("unknown");
    OnLost onLost = seen.onLost().orElseGet(() -> rules.onLost(job.task()));
    boolean cancelled = isCancelRequested(job.id());
    Outcome outcome = cancelled ? Outcome.CANCELLED : Outcome.LOST;
    Optional<JobMeta> next =
        records
            .change(
                job,
                worker,
                JobOutcome.of(outcome, "worker " + worker + " died", seen.readAt()),
                meta -> cancelled ? meta.cancelLost(token) : meta.lost(token, onLost))
            .map(JobRecord::meta);
    next.ifPresent(
        meta ->
            warn(
                "job {} host={} attempt={}: worker {} stopped responding; {}",
                job.id(),
                job.target().host().orElse(worker),
                meta.attempt(),
                worker,
                meta.state().isTerminal() ? outcome.word() : "requeued"));
    if (next.isEmpty() || !next.get().state().isTerminal()) {
      return false;
    }
    note(job, worker, outcome);
    int lost = next.get().lost();
    if (cancelled || onLost == OnLost.FAIL) {
      ack(finder);
    } else {
      List<String> history = List.of(lost + " attempts lost, the last on worker " + worker);
      bury(finder, "lost " + lost + " times", history, redis.serverTimeNow());
    }
    return true;
  }

  /** A state that a foreign worker wrote has no token and is left to that worker. */
  private boolean isHeldByLiveWorker(JobRecord stored) {
    Optional<String> token = stored.meta().token();
    if (token.isEmpty() || stored.worker().isEmpty() || stored.queue().isEmpty()) {
      return false;
    }
    String key = Keys.lease(stored.queue().get(), stored.worker().get());
    // A lease that cannot be read may be held.
    return isolated
        .get(() -> Optional.ofNullable(redis.call("reading a lease", j -> j.get(key))))
        .map(holder -> holder.equals(Optional.of(WorkerIncarnation.of(token.get()))))
        .orElse(true);
  }

  /**
   * Finishes the work of a worker that died between the result and the ack; returns whether the
   * message was moved.
   */
  private boolean ackEnded(Claim claim, JobRecord stored) {
    Optional<String> reason = stored.reasonOfDeath();
    return reason.isPresent() ? bury(claim, reason.get(), List.of(), stored.readAt()) : ack(claim);
  }

  private boolean ack(Claim claim) {
    String claimed = Keys.claimed(claim.job().target(), claim.worker());
    return letGo(
        claim,
        () -> {
          sendNext(claim.job());
          moves.ack(claim.job(), claim.message(), claimed);
        });
  }

  private void delay(Claim claim, String due) {
    letGo(claim, () -> moves.delay(claim, due));
  }

  private boolean bury(Claim claim, String reason, List<String> history, Instant now) {
    byte[] message = claim.message().getBytes(UTF_8);
    return letGo(
        claim,
        () -> {
          sendNext(claim.job());
          moves.bury(claim.job(), claim.worker(), message, reason, history, now);
        });
  }

  /**
   * Sends the jobs that follow one that has ended, before its message leaves: whoever finds the
   * message after a crash sends them again, each once for its id.
   */
  private void sendNext(Job job) {
    if (!job.options().canvas().isEmpty()) {
      JobRecord stored = records.read(job.id());
      JobResult result = CeleryResultCodec.read(job.id(), stored.fields());
      NextJobs.of(job, result, stored.readAt()).forEach(queues::enqueue);
      JobOutcome broken =
          JobOutcome.of(
              Outcome.FAILED,
              "job " + job.id() + " before it: " + result.outcomeText(),
              stored.readAt());
      NextJobs.never(job, result, stored.readAt())
          .forEach(next -> records.endWaiting(next, broken));
    }
  }

  private boolean letGo(Claim claim, Runnable move) {
    boolean isMoved = move(move);
    claims.remove(claim);
    return isMoved;
  }

  /** The record is written: a message that a spoiled key keeps where it is can wait. */
  private boolean move(Runnable move) {
    boolean isMoved = isolated.run(move);
    hasStrays |= !isMoved;
    return isMoved;
  }

  /** Returns true if a message was left where it was since the last call. */
  boolean takeStrays() {
    boolean had = hasStrays;
    hasStrays = false;
    return had;
  }
}
