// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.OnLost;
import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.StoredMeta;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.job.WrittenMeta;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.redis.SpoiledKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * Writes what happens to claimed jobs: every change is decided by {@link JobMeta} on the stored
 * state and written only if that is still the stored one. The record comes first, then the message
 * leaves the claimed list, so a crash in between is mended by whoever finds the message.
 * Thread-safe.
 */
public final class Attempts {

  /** How long a second message of a job that runs is put aside. */
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private final Redis redis;
  private final TaskRules rules;
  private final Retention retention;
  private final JobRecords records;
  private final MessageMover moves;
  private final Consumer<QueueUnavailable> onSpoiledKey;
  private final ClaimRegistry claims = new ClaimRegistry();
  private volatile boolean hasStrays;

  /**
   * @param redis stays the caller's
   * @param rules tasks of the worker's cl.yaml
   * @param resultsKept how long results stay
   * @param onSpoiledKey is told of a key that holds what is not ours. A message that cannot be
   *     moved because of it stays where it is, until {@link WorkerSession#recover()} or {@link
   *     Recovery#sweep()} can; what is on record about its job is right all the same
   */
  public Attempts(
      Redis redis, TaskRules rules, Duration resultsKept, Consumer<QueueUnavailable> onSpoiledKey) {
    this(redis, rules, resultsKept, onSpoiledKey, JobListener.NONE);
  }

  /**
   * @param ends is told of jobs that get their result here
   */
  public Attempts(
      Redis redis,
      TaskRules rules,
      Duration resultsKept,
      Consumer<QueueUnavailable> onSpoiledKey,
      JobListener ends) {
    this.redis = redis;
    this.onSpoiledKey = onSpoiledKey;
    this.rules = rules;
    this.retention = new Retention(resultsKept, rules);
    this.records = new JobRecords(redis, retention, ends);
    this.moves = new MessageMover(redis, retention);
  }

  /**
   * Puts a new attempt on record, if the job may run.
   *
   * @throws QueueUnavailable do not run it; call again or release it
   */
  public Begin begin(Claim claim) {
    Job job = claim.job();
    StoredMeta none = StoredMeta.of(new byte[0], redis.serverTimeNow());
    JobMeta first = JobMeta.NONE.begin(claim.token()).orElseThrow();
    WrittenMeta written = records.json().started(first, job, claim.worker(), none);
    JobRecords.Begun begun = records.begin(job, written, eta(job));
    if (!begun.isNow()) {
      return beginAgain(claim, begun.before(), begun.isCancelled());
    }
    CrashPoint.ATTEMPT_BEGUN.pass();
    return begun(claim, first, written, none.readAt());
  }

  private static OptionalLong eta(Job job) {
    return job.eta()
        .map(time -> OptionalLong.of(time.toEpochMilli()))
        .orElseGet(OptionalLong::empty);
  }

  /** A job that something is on record about, or that must not run now. */
  private Begin beginAgain(Claim claim, StoredMeta seen, boolean isCancelled) {
    Job job = claim.job();
    StoredMeta stored = seen;
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
      settleEnded(claim, stored);
      return new Begin.Settled("ended before: " + stored.meta().state());
    }
    Optional<JobOutcome> end = reasonNotToRun(job, stored.readAt(), isCancelled);
    if (end.isPresent()) {
      end(claim, end.get());
      return new Begin.Settled(end.get().text());
    }
    long notBefore = Math.max(stored.meta().notBefore(), eta(job).orElse(0));
    if (notBefore > stored.readAt().toEpochMilli()) {
      delay(claim, String.valueOf(notBefore));
      return new Begin.Settled("not before " + Instant.ofEpochMilli(notBefore));
    }
    return start(claim, stored.readAt());
  }

  /** The attempt is on record; notes it, for the record may vanish while it runs. */
  private Begin begun(Claim claim, JobMeta meta, WrittenMeta written, Instant at) {
    claims.begun(claim, StoredMeta.of(written.text().getBytes(UTF_8), at));
    if (retention.mayOutliveItsSlot(claim.job(), meta.attempt())) {
      move(() -> moves.hold(claim.job()));
    }
    return new Begin.Run(meta.attempt(), meta.failed(), at);
  }

  /**
   * Stores the result of the job, then lets go of it. The first result of a job stays.
   *
   * @throws QueueUnavailable keep the result and call again
   */
  public Finish finish(Claim claim, JobOutcome outcome) {
    Optional<StoredMeta> begun = claims.begun(claim);
    if (begun.isPresent() && !redis.isCluster() && isEndedAtOnce(claim, begun.get(), outcome)) {
      CrashPoint.RESULT_STORED.pass();
      claims.remove(claim);
      CrashPoint.JOB_SETTLED.pass();
      return Finish.STORED;
    }
    Optional<StoredMeta> ended =
        records.change(
            claim.job().id(),
            believing(claim),
            stored -> stored.meta().finish(claim.token(), outcome.outcome()),
            ended(claim, outcome));
    if (ended.isEmpty()) {
      // The message is left alone: under the worker's name it may be a new claim of another
      // process.
      claims.remove(claim);
      return Finish.SUPERSEDED;
    }
    CrashPoint.RESULT_STORED.pass();
    settle(claim);
    CrashPoint.JOB_SETTLED.pass();
    return Finish.STORED;
  }

  /**
   * What counts as on record of a claim that is alive: while its message is in the worker's hands,
   * a record that vanished is the one that the attempt was begun with.
   */
  private UnaryOperator<StoredMeta> believing(Claim claim) {
    return stored ->
        stored.isForeign()
            ? claims
                .begun(claim)
                .filter(begun -> moves.isClaimed(claim))
                .map(begun -> begun.inPlaceOf(stored))
                .orElse(stored)
            : stored;
  }

  private boolean isEndedAtOnce(Claim claim, StoredMeta begun, JobOutcome outcome) {
    return Isolated.get(() -> endAtOnce(claim, begun, outcome), onSpoiledKey).orElse(false);
  }

  private boolean endAtOnce(Claim claim, StoredMeta begun, JobOutcome outcome) {
    JobMeta end = begun.meta().finish(claim.token(), outcome.outcome()).orElseThrow();
    StoredMeta now =
        new StoredMeta(begun.latin(), begun.fields(), begun.meta(), redis.serverTimeNow());
    WrittenMeta result = records.json().ended(end, claim.job(), claim.worker(), outcome, now);
    return records.end(claim, begun, result);
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
    Optional<StoredMeta> next =
        records.change(
            claim.job().id(),
            believing(claim),
            stored ->
                stored.meta().retry(claim.token(), stored.readAt().plus(delay).toEpochMilli()),
            ended(claim, outcome));
    if (next.isEmpty()) {
      claims.remove(claim);
      return Finish.SUPERSEDED;
    }
    CrashPoint.RETRY_STORED.pass();
    delay(claim, String.valueOf(next.get().meta().notBefore()));
    CrashPoint.JOB_DELAYED.pass();
    return Finish.STORED;
  }

  /**
   * Puts a job back at the front of its line; an attempt that had begun does not count.
   *
   * @throws QueueUnavailable {@link WorkerSession#recover} puts it back
   */
  public void giveBack(Claim claim) {
    claims.remove(claim);
    recordGivenBack(claim);
    CrashPoint.GIVE_BACK_STORED.pass();
    move(
        () ->
            moves.back(
                claim.job().target(),
                claim.worker(),
                claim.message().getBytes(UTF_8),
                WorkerIncarnation.of(claim.token())));
    CrashPoint.JOB_GIVEN_BACK.pass();
  }

  /**
   * Ends a job as {@code rejected (reason)} and keeps its message among the dead letters.
   *
   * @param reason as a fact, without secrets, such as {@code unknown task}
   * @return whether that is news: the job had not ended before
   */
  public boolean reject(Claim claim, String reason) {
    Instant now = redis.serverTime();
    JobOutcome outcome = JobOutcome.of(Outcome.REJECTED, reason, now);
    Optional<StoredMeta> ended =
        records.change(
            claim.job().id(),
            stored ->
                stored
                    .meta()
                    .finish(claim.token(), Outcome.REJECTED)
                    .or(() -> stored.meta().end(Outcome.REJECTED)),
            ended(claim, outcome));
    CrashPoint.REJECTION_STORED.pass();
    bury(claim, reason, List.of(), now);
    CrashPoint.JOB_BURIED.pass();
    return ended.isPresent();
  }

  /**
   * Whether somebody asked for the job to be ended; those of a whole worker: {@link
   * Cancellations#requested}.
   */
  public boolean isCancelRequested(String job) {
    return records.isCancelRequested(job);
  }

  /**
   * Those of the claims, whose attempts had begun, that are no longer on record as running:
   * somebody else has their jobs, or they have ended.
   */
  public Set<Claim> takenOver(Collection<Claim> begun) {
    return begun.stream()
        .filter(
            claim ->
                !believing(claim)
                    .apply(records.read(claim.job().id()))
                    .meta()
                    .isHeldBy(claim.token()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Those of the jobs that have certainly not ended, asked for in one go. */
  Set<String> notEnded(List<String> jobs) {
    List<?> answers =
        redis.call(
            "reading the states of " + jobs.size() + " jobs",
            j -> Script.OPEN.runForEach(j, jobs.stream().map(Keys::meta).toList()));
    return IntStream.range(0, jobs.size())
        .filter(i -> Long.valueOf(1).equals(answers.get(i)))
        .mapToObj(jobs::get)
        .collect(Collectors.toSet());
  }

  /** Takes a waiting job that has expired or ended out of line. */
  boolean settleWaiting(WaitingLine.Entry entry, boolean expired, Instant now) {
    Job job = entry.job();
    JobOutcome outcome = JobOutcome.of(Outcome.EXPIRED, "", now);
    JobMeta meta = records.read(job.id()).meta();
    boolean ended = meta.state().isTerminal();
    if (!ended && expired) {
      ended =
          records
              .change(
                  job.id(),
                  stored -> stored.meta().end(Outcome.EXPIRED),
                  (next, at) -> records.json().ended(next, job, "", outcome, at))
              .isPresent();
    }
    if (ended) {
      moves.settle(job, entry.message(), entry.source());
    }
    return ended;
  }

  /**
   * A claim that the worker will not go on with; its message is moved by the caller, or by {@link
   * WorkerSession#recover}.
   */
  public void giveUp(Claim claim) {
    claims.remove(claim);
    recordGivenBack(claim);
  }

  /** A message of our own that no claim knows of. */
  void recoverStray(Target target, String worker, byte[] message, WorkerIncarnation instance) {
    try {
      String text = MessageCodec.decode(message);
      Job job = MessageCodec.read(text, target);
      StoredMeta stored = records.read(job.id());
      String token = stored.meta().token().orElse("");
      Claim claim = new Claim(job, text, worker, token);
      if (stored.meta().state().isTerminal()) {
        settleEnded(claim, stored);
        return;
      }
      if (instance.owns(token) && !isOpen(token)) {
        recordGivenBack(claim);
      }
      moves.back(target, worker, message, instance.text());
    } catch (UnreadableMessage e) {
      buryUnreadable(target, worker, message, e);
    }
  }

  Consumer<QueueUnavailable> onSpoiledKey() {
    return onSpoiledKey;
  }

  MessageMover moves() {
    return moves;
  }

  void register(Claim claim) {
    claims.add(claim);
  }

  Collection<Claim> open() {
    return claims.all();
  }

  boolean isOpen(String token) {
    return claims.isOpen(token);
  }

  /**
   * The message of a job whose worker died goes back in line, or is settled when it has ended. An
   * attempt of a process that has meanwhile started under the dead one's name is left alone.
   */
  boolean takeOver(Claim dead, String allowedInstance) {
    StoredMeta stored = records.read(dead.job().id());
    boolean begun =
        stored.meta().state() == JobState.STARTED
            && stored.worker().equals(Optional.of(dead.worker()))
            && !isOpen(stored.meta().token().orElse(""))
            && !isHeldByLiveWorker(stored);
    if (begun && recordLost(dead, stored)) {
      return true;
    }
    if (stored.meta().state().isTerminal()) {
      return settleEnded(dead, stored);
    }
    CrashPoint.LOST_STORED.pass();
    boolean moved =
        moves.back(
            dead.job().target(), dead.worker(), dead.message().getBytes(UTF_8), allowedInstance);
    CrashPoint.JOB_RECOVERED.pass();
    return moved;
  }

  /** An attempt of our own that nobody finishes does not count. */
  void recordGivenBack(Claim claim) {
    records.change(
        claim.job().id(),
        stored -> stored.meta().giveBack(claim.token()),
        (next, old) ->
            records
                .json()
                .ended(
                    next,
                    claim.job(),
                    claim.worker(),
                    JobOutcome.of(Outcome.FAILED, "given back", old.readAt()),
                    old));
  }

  /** Ends a job that is not to run; returns whether it had not ended before. */
  boolean end(Claim claim, JobOutcome outcome) {
    boolean ended =
        records
            .change(
                claim.job().id(),
                stored -> stored.meta().end(outcome.outcome()),
                ended(claim, outcome))
            .isPresent();
    settle(claim);
    return ended;
  }

  /** A message that is no job. */
  void buryUnreadable(Target target, String worker, byte[] message, UnreadableMessage unreadable) {
    Instant now = redis.serverTime();
    String id = unreadable.id().orElse("");
    Job job = placeholder(id, target);
    if (!id.isEmpty()) {
      records.change(
          id,
          stored -> stored.meta().end(Outcome.REJECTED),
          (next, at) ->
              records
                  .json()
                  .ended(
                      next,
                      job,
                      worker,
                      JobOutcome.of(Outcome.REJECTED, unreadable.reason(), at.readAt()),
                      at));
    }
    if (!move(() -> moves.bury(job, worker, message, unreadable.reason(), List.of(), now))) {
      return;
    }
    // Not a field: commands of cl use this class and must not load a logging library.
    LoggerFactory.getLogger("io.celeryroot.worker")
        .warn(
            "message of {} id={}: rejected ({}); kept among the dead letters",
            target.list(),
            id.isEmpty() ? "?" : id,
            unreadable.reason());
  }

  private Begin start(Claim claim, Instant at) {
    Optional<StoredMeta> begun =
        records.change(
            claim.job().id(),
            stored -> stored.meta().begin(claim.token()),
            (next, now) -> records.json().started(next, claim.job(), claim.worker(), now));
    CrashPoint.ATTEMPT_BEGUN.pass();
    if (begun.isEmpty()) {
      // Somebody was faster since the look above: the next look will tell what to do.
      return begin(claim);
    }
    JobMeta meta = begun.get().meta();
    claims.begun(claim, begun.get());
    if (retention.mayOutliveItsSlot(claim.job(), meta.attempt())) {
      move(() -> moves.hold(claim.job()));
    }
    return new Begin.Run(meta.attempt(), meta.failed(), at);
  }

  private static Optional<JobOutcome> reasonNotToRun(Job job, Instant now, boolean isCancelled) {
    if (job.expires().isPresent() && !now.isBefore(job.expires().get())) {
      return Optional.of(JobOutcome.of(Outcome.EXPIRED, "", now));
    }
    return isCancelled ? Optional.of(JobOutcome.of(Outcome.CANCELLED, "", now)) : Optional.empty();
  }

  /** Counts an attempt whose worker died; returns whether that was the end of the job. */
  private boolean recordLost(Claim finder, StoredMeta seen) {
    String token = seen.meta().token().orElse("");
    String worker = seen.worker().orElse("unknown");
    OnLost onLost = seen.onLost().orElseGet(() -> rules.onLost(finder.job().task()));
    boolean cancelled = isCancelRequested(finder.job().id());
    Optional<JobMeta> next =
        records
            .change(
                finder.job().id(),
                stored ->
                    cancelled ? stored.meta().cancelLost(token) : stored.meta().lost(token, onLost),
                (meta, old) ->
                    records
                        .json()
                        .ended(
                            meta,
                            finder.job(),
                            worker,
                            JobOutcome.of(
                                cancelled ? Outcome.CANCELLED : Outcome.LOST,
                                "worker " + worker + " died",
                                old.readAt()),
                            old))
            .map(StoredMeta::meta);
    next.ifPresent(
        meta ->
            // Not a field: see buryUnreadable.
            LoggerFactory.getLogger("io.celeryroot.worker")
                .warn(
                    "job {} host={} attempt={}: worker {} stopped responding; {}",
                    finder.job().id(),
                    finder.job().target().host().orElse(worker),
                    meta.attempt(),
                    worker,
                    meta.state().isTerminal() ? (cancelled ? "cancelled" : "lost") : "requeued"));
    if (next.isEmpty() || !next.get().state().isTerminal()) {
      return false;
    }
    CrashPoint.LOST_ENDED.pass();
    if (cancelled || onLost == OnLost.FAIL) {
      settle(finder);
    } else {
      List<String> history =
          List.of(next.get().lost() + " attempts lost, the last on worker " + worker);
      bury(finder, "lost " + next.get().lost() + " times", history, redis.serverTime());
    }
    return true;
  }

  /** A state that a foreign worker wrote has no token and is left to that worker. */
  private boolean isHeldByLiveWorker(StoredMeta stored) {
    Optional<String> token = stored.meta().token();
    if (token.isEmpty() || stored.worker().isEmpty() || stored.queue().isEmpty()) {
      return false;
    }
    String key = Keys.lease(stored.queue().get(), stored.worker().get());
    Function<UnifiedJedis, Optional<String>> read = j -> Optional.ofNullable(j.get(key));
    // A lease that cannot be read may be held.
    return Isolated.get(
            () -> redis.call("reading the lease of a worker", SpoiledKey.naming(key, read)),
            onSpoiledKey)
        .map(holder -> holder.equals(Optional.of(WorkerIncarnation.of(token.get()))))
        .orElse(true);
  }

  /** What is left when somebody died between the result and the move; returns whether it moved. */
  private boolean settleEnded(Claim claim, StoredMeta stored) {
    Optional<String> reason = stored.reasonOfDeath();
    return reason.isPresent()
        ? bury(claim, reason.get(), List.of(), stored.readAt())
        : settle(claim);
  }

  private boolean settle(Claim claim) {
    String claimed = Keys.claimed(claim.job().target(), claim.worker());
    return letGo(claim, () -> moves.settle(claim.job(), claim.message(), claimed));
  }

  private void delay(Claim claim, String due) {
    letGo(claim, () -> moves.delay(claim, due));
  }

  private boolean bury(Claim claim, String reason, List<String> history, Instant now) {
    byte[] message = claim.message().getBytes(UTF_8);
    return letGo(
        claim, () -> moves.bury(claim.job(), claim.worker(), message, reason, history, now));
  }

  private boolean letGo(Claim claim, Runnable move) {
    boolean isMoved = move(move);
    claims.remove(claim);
    return isMoved;
  }

  /** The record is written: a message that a spoiled key keeps where it is can wait. */
  private boolean move(Runnable move) {
    boolean isMoved = Isolated.run(move, onSpoiledKey);
    hasStrays |= !isMoved;
    return isMoved;
  }

  /** Whether a message was left where it was since the last call. */
  boolean takeStrays() {
    boolean had = hasStrays;
    hasStrays = false;
    return had;
  }

  private BiFunction<JobMeta, StoredMeta, WrittenMeta> ended(Claim claim, JobOutcome outcome) {
    return (next, old) -> records.json().ended(next, claim.job(), claim.worker(), outcome, old);
  }

  static Job placeholder(String id, Target target) {
    return new Job(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        List.of(),
        Map.of(),
        target,
        Optional.empty(),
        Optional.empty(),
        Overlap.ALLOW,
        Optional.empty(),
        "",
        Optional.empty());
  }
}
