// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.sign.CancelSeal;
import io.celeryroot.job.sign.RecordSeal;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimKeys;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Reads and changes the records of jobs: a change is decided on what is stored and written only if
 * that is still stored; else it is decided again. Thread-safe.
 */
final class JobRecords {

  private static final Long YES = 1L;

  private final Redis redis;
  private final CeleryResultCodec codec;
  private final Retention retention;
  private final JobListener ends;
  private final RunEnds runEnds;

  JobRecords(Redis redis, Retention retention, JobListener ends) {
    this.redis = redis;
    this.ends = ends;
    this.runEnds = new RunEnds(redis);
    this.codec =
        new CeleryResultCodec(
            retention.rules(), (job, json) -> RecordSeal.seal(redis.seals(), job, json));
    this.retention = retention;
  }

  /** Puts the first attempt of a job on record, if nothing is, and it may run. */
  Begun begin(Claim claim) {
    Job job = claim.job();
    JobRecord none = JobRecord.none(redis.serverTimeNow());
    JobMeta first = JobMeta.NONE.begin(claim.token()).orElseThrow();
    JobRecord record = codec.started(first, job, claim.worker(), none);
    boolean isTogether = !redis.isCluster() || Keys.isTogether(job.id());
    boolean isCancelled = !isTogether && isCancelRequested(job.id());
    List<?> answer =
        redis.rows(
            "beginning job " + job.id(),
            Script.BEGIN,
            isTogether
                ? List.of(Keys.meta(job.id()), Keys.cancel(job.id()))
                : List.of(Keys.meta(job.id())),
            record.bytes(),
            retention.open(job).toMillis(),
            millis(job.expires()),
            millis(job.eta()));
    Instant at = redis.heard(Script.instant(answer));
    boolean isNow = YES.equals(answer.get(4));
    return new Begun(
        isNow ? record : believed(job.id(), (byte[]) answer.get(2), at),
        isCancelled
            || (YES.equals(answer.get(3))
                && (!redis.seals().isRequired() || isCancelRequested(job.id()))),
        isNow);
  }

  /**
   * Answer to {@link #begin}.
   *
   * @param record stored now
   * @param isCancelled true: somebody asked for the job to be ended
   * @param isNow true: the attempt is on record
   */
  record Begun(JobRecord record, boolean isCancelled, boolean isNow) {}

  /** A time for scripts, rounded up, so that nothing begins before it; empty text: none. */
  static String millis(Optional<Instant> time) {
    return time.map(instant -> String.valueOf(roundedUp(instant))).orElse("");
  }

  static long roundedUp(Instant time) {
    return time.plusNanos(999_999).toEpochMilli();
  }

  /** Returns true if somebody asked for the job to be ended. */
  boolean isCancelRequested(String job) {
    return redis.seals().isRequired()
        ? CancelSeal.isBelieved(
            redis.seals(),
            job,
            redis.call("reading requests to cancel", j -> j.get(Keys.cancel(job))))
        : redis.call("reading requests to cancel", j -> j.exists(Keys.cancel(job)));
  }

  /**
   * Stores the result of a job, acks its message and claims the next job in one step, if its record
   * is still that of the attempt. Only where all keys lie on one server.
   *
   * @param next where to claim
   * @return what was claimed, as {@link ClaimKeys#moved} reads it; empty: nothing was done
   */
  Optional<List<?>> end(Claim claim, JobRecord begun, JobOutcome outcome, ClaimKeys next) {
    Job job = claim.job();
    JobMeta end = begun.meta().finish(claim.token(), outcome.outcome()).orElseThrow();
    List<String> keys = new ArrayList<>(Keys.ack(job, Keys.claimed(job.target(), claim.worker())));
    keys.add(Keys.meta(job.id()));
    keys.add(LastRuns.key(job, claim.worker()));
    Optional<String> counted = RunEnds.key(job);
    keys.add(counted.orElseGet(() -> Keys.ends(job.id())));
    keys.addAll(next.keys());
    Instant now = redis.serverTimeNow();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                claim.message(),
                job.id(),
                job.hasSlot() ? 1 : 0,
                retention.open(job).toMillis(),
                begun.bytes(),
                codec.ended(end, job, claim.worker(), outcome, begun.at(now)).bytes(),
                retention.ended().toMillis()));
    arguments.addAll(LastRuns.arguments(outcome.outcome(), now));
    arguments.add(next.first());
    arguments.add(counted.isPresent() ? outcome.duration().toMillis() : "");
    List<?> answer =
        redis.rows("storing the result of job " + job.id(), Script.END, keys, arguments.toArray());
    if (!YES.equals(answer.get(0))) {
      return Optional.empty();
    }
    ends.ended(job, outcome);
    return Optional.of(answer.subList(1, answer.size()));
  }

  /** The record as decisions go by it, where a claim says more than that an attempt began. */
  JobRecord readProven(String job) {
    return proven(read(job));
  }

  /** See {@link RecordSeal#proven}. */
  JobRecord proven(JobRecord record) {
    return RecordSeal.proven(redis.seals(), record);
  }

  /** The record, also one that only tells who has begun the job. */
  JobRecord read(String job) {
    return stored(
        job, redis.rows("reading the state of job " + job, Script.STATE, List.of(Keys.meta(job))));
  }

  /** The records of jobs, in one go; also of those that have none. */
  Map<String, JobRecord> readAll(Collection<String> jobs) {
    List<String> keys = jobs.stream().map(Keys::meta).toList();
    Iterator<Object> states =
        redis
            .call(
                "reading the states of " + keys.size() + " jobs",
                j -> Script.STATE.runForEach(j, keys))
            .iterator();
    Map<String, JobRecord> records = new LinkedHashMap<>();
    jobs.forEach(job -> records.put(job, stored(job, (List<?>) states.next())));
    return records;
  }

  private JobRecord stored(String job, List<?> state) {
    return believed(job, (byte[]) state.get(2), redis.heard(Script.instant(state)));
  }

  private JobRecord believed(String job, byte[] stored, Instant at) {
    return RecordSeal.believed(redis.seals(), job, stored, at);
  }

  /** Starts another attempt; empty: refused, for example because somebody else was faster. */
  Optional<JobRecord> start(Claim claim) {
    return change(
        claim.job(),
        claim.worker(),
        Optional.empty(),
        this::proven,
        meta -> meta.begin(claim.token()));
  }

  /** Puts the record of an attempt that runs back, where nothing is stored. */
  void restore(Job job, JobRecord begun) {
    redis.succeeds(
        "restoring the record of job " + job.id(),
        Script.SWAP,
        List.of(Keys.meta(job.id())),
        "",
        begun.bytes(),
        retention.open(job).toMillis());
  }

  /** Ends a job that does not run; false: it runs, or has ended before. */
  boolean endWaiting(Job job, JobOutcome outcome) {
    return change(job, "", outcome, meta -> meta.end(outcome.outcome())).isPresent();
  }

  /**
   * Ends jobs as skipped, in one go those that nothing is on record about: nearly all.
   *
   * @param reason of each, such as {@code overlap}
   */
  void skip(List<Job> jobs, Function<Job, String> reason) {
    JobRecord none = JobRecord.none(redis.serverTimeNow());
    List<JobOutcome> skipped =
        jobs.stream()
            .map(job -> JobOutcome.of(Outcome.SKIPPED, reason.apply(job), none.readAt()))
            .toList();
    JobMeta end = JobMeta.NONE.end(Outcome.SKIPPED).orElseThrow();
    List<Script.Call> calls =
        IntStream.range(0, jobs.size())
            .mapToObj(
                i ->
                    swap(
                        jobs.get(i),
                        none,
                        codec.ended(end, jobs.get(i), "", skipped.get(i), none),
                        Optional.of(skipped.get(i)),
                        retention.ended()))
            .toList();
    List<Object> written =
        redis.call(
            "recording that " + calls.size() + " jobs are skipped",
            j -> Script.SWAP.runEach(j, calls));
    for (int i = 0; i < jobs.size(); i++) {
      if (YES.equals(written.get(i))) {
        countOnCluster(jobs.get(i), skipped.get(i), none.readAt());
        ends.ended(jobs.get(i), skipped.get(i));
      } else {
        endWaiting(jobs.get(i), skipped.get(i));
      }
    }
  }

  /**
   * Records the end of an attempt or of a job.
   *
   * @param worker that it is by; empty: by none
   * @param step to the next state; empty: refused
   * @return the record that is stored now; empty when the step was refused
   */
  Optional<JobRecord> change(
      Job job, String worker, JobOutcome outcome, Function<JobMeta, Optional<JobMeta>> step) {
    return change(job, worker, Optional.of(outcome), this::proven, step);
  }

  /**
   * Changes the record of a job.
   *
   * @param worker that the change is by; empty: by none
   * @param outcome of the attempt or job; empty: an attempt begins
   * @param believed what counts in place of what is stored
   * @param step to the next state; empty: refused
   * @return the record that is stored now; empty when the step was refused
   */
  Optional<JobRecord> change(
      Job job,
      String worker,
      Optional<JobOutcome> outcome,
      UnaryOperator<JobRecord> believed,
      Function<JobMeta, Optional<JobMeta>> step) {
    while (true) {
      JobRecord stored = believed.apply(read(job.id()));
      Optional<JobMeta> next = step.apply(stored.meta());
      if (next.isEmpty()) {
        return Optional.empty();
      }
      if (next.get().equals(stored.meta())) {
        return Optional.of(stored);
      }
      JobRecord record =
          outcome
              .map(end -> codec.ended(next.get(), job, worker, end, stored))
              .orElseGet(() -> codec.started(next.get(), job, worker, stored));
      boolean isEnd = next.get().state().isTerminal();
      Duration kept = isEnd ? retention.ended() : retention.open(job);
      Optional<JobOutcome> end = outcome.filter(any -> isEnd);
      Script.Call swap = swap(job, stored, record, end, kept);
      boolean isWritten =
          redis.succeeds(
              "recording %s of job %s: %s"
                  .formatted(
                      next.get().state(),
                      job.id(),
                      outcome.map(JobOutcome::text).orElse("attempt " + next.get().attempt())),
              Script.SWAP,
              swap.keys(),
              swap.args().toArray());
      if (isWritten) {
        end.ifPresent(
            any -> {
              countOnCluster(job, any, stored.readAt());
              ends.ended(job, any);
            });
        return Optional.of(record);
      }
    }
  }

  /**
   * The call that replaces a record, and counts the end of the job where one script may use both
   * keys.
   *
   * @param end of the job; empty: it goes on
   */
  private Script.Call swap(
      Job job, JobRecord stored, JobRecord next, Optional<JobOutcome> end, Duration kept) {
    List<String> keys = new ArrayList<>(List.of(Keys.meta(job.id())));
    List<Object> args = new ArrayList<>(List.of(stored.bytes(), next.bytes(), kept.toMillis()));
    Optional<String> counted = end.flatMap(any -> RunEnds.key(job));
    if (counted.isPresent() && !redis.isCluster()) {
      keys.add(counted.get());
      args.addAll(RunEnds.arguments(end.get(), stored.readAt(), retention.ended()));
    }
    return new Script.Call(keys, args);
  }

  private void countOnCluster(Job job, JobOutcome end, Instant at) {
    if (redis.isCluster()) {
      runEnds.count(job, end, at, retention.ended());
    }
  }
}
