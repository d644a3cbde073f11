// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.StoredMeta;
import io.celeryroot.job.WrittenMeta;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads and changes the records of jobs: a change is decided on what is stored and written only if
 * that is still stored; else it is decided again.
 */
final class JobRecords {

  private final Redis redis;
  private final CeleryResultCodec json;
  private final Retention retention;
  private final JobListener ends;

  JobRecords(Redis redis, Retention retention, JobListener ends) {
    this.redis = redis;
    this.ends = ends;
    this.json = new CeleryResultCodec(retention.rules());
    this.retention = retention;
  }

  CeleryResultCodec json() {
    return json;
  }

  /**
   * Puts the first attempt of a job on record, if nothing is, and it may run.
   *
   * @param began record of the attempt
   * @param notBefore ms of the Redis clock
   */
  Begun begin(Job job, WrittenMeta began, OptionalLong notBefore) {
    boolean isTogether = !redis.isCluster() || Keys.isTogether(job.id());
    List<String> keys =
        isTogether
            ? List.of(Keys.meta(job.id()), Keys.cancel(job.id()))
            : List.of(Keys.meta(job.id()));
    boolean isCancelled = !isTogether && isCancelRequested(job.id());
    List<?> answer =
        (List<?>)
            redis.call(
                "beginning job " + job.id(),
                j ->
                    Script.BEGIN.run(
                        j,
                        keys,
                        began.text(),
                        retention.open(job).toMillis(),
                        job.expires().map(time -> String.valueOf(time.toEpochMilli())).orElse(""),
                        notBefore.isPresent() ? String.valueOf(notBefore.getAsLong()) : ""));
    Instant at = redis.heard(Script.instant(answer));
    return new Begun(
        StoredMeta.of((byte[]) answer.get(2), at),
        isCancelled || Long.valueOf(1).equals(answer.get(3)),
        Long.valueOf(1).equals(answer.get(4)));
  }

  /**
   * Answer to {@link #begin}.
   *
   * @param before what was on record
   * @param isCancelled whether somebody asked for the job to be ended
   * @param isNow whether the attempt is on record now
   */
  record Begun(StoredMeta before, boolean isCancelled, boolean isNow) {}

  /** Whether somebody asked for the job to be ended. */
  boolean isCancelRequested(String job) {
    return redis.call("reading requests to cancel", j -> j.exists(Keys.cancel(job)));
  }

  /**
   * Stores the result of a job and acks its message in one step, if its record is still that of the
   * attempt. Only where all keys lie on one server.
   *
   * @return false: nothing was done
   */
  boolean end(Claim claim, StoredMeta begun, WrittenMeta result) {
    Job job = claim.job();
    List<String> keys =
        new ArrayList<>(Keys.settle(job, Keys.claimed(job.target(), claim.worker())));
    keys.add(Keys.meta(job.id()));
    Object answer =
        redis.call(
            "storing the result of job " + job.id(),
            j ->
                Script.END.run(
                    j,
                    keys,
                    claim.message(),
                    job.id(),
                    job.hasSlot() ? 1 : 0,
                    retention.open(job).toMillis(),
                    begun.bytes(),
                    result.text(),
                    retention.ended().toMillis()));
    boolean isEnded = Long.valueOf(1).equals(answer);
    if (isEnded) {
      result.outcome().ifPresent(outcome -> ends.ended(job, outcome));
    }
    return isEnded;
  }

  StoredMeta read(String job) {
    List<?> state =
        (List<?>)
            redis.call(
                "reading the state of job " + job,
                j -> Script.STATE.run(j, List.of(Keys.meta(job))));
    return StoredMeta.of(
        state.get(2) instanceof byte[] bytes ? bytes : new byte[0],
        redis.heard(Script.instant(state)));
  }

  /**
   * Changes the record of a job.
   *
   * @param change what is stored to the next state; empty: refused
   * @param text how the next state is written, beside what is stored
   * @return the record that is stored now; empty when the change was refused
   */
  Optional<StoredMeta> change(
      String job,
      Function<StoredMeta, Optional<JobMeta>> change,
      BiFunction<JobMeta, StoredMeta, WrittenMeta> text) {
    return change(job, UnaryOperator.identity(), change, text);
  }

  /**
   * Changes the record of a job.
   *
   * @param believed what counts in place of what is stored
   */
  Optional<StoredMeta> change(
      String job,
      UnaryOperator<StoredMeta> believed,
      Function<StoredMeta, Optional<JobMeta>> change,
      BiFunction<JobMeta, StoredMeta, WrittenMeta> text) {
    while (true) {
      StoredMeta stored = believed.apply(read(job));
      Optional<JobMeta> next = change.apply(stored);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      if (next.get().equals(stored.meta())) {
        return Optional.of(stored);
      }
      WrittenMeta written = text.apply(next.get(), stored);
      boolean isEnd = next.get().state().isTerminal();
      Duration kept = isEnd ? retention.ended() : retention.open(written.job());
      if (swap(job, stored.bytes(), written.text(), kept)) {
        if (isEnd) {
          written.outcome().ifPresent(outcome -> ends.ended(written.job(), outcome));
        }
        return Optional.of(StoredMeta.of(written.text().getBytes(UTF_8), stored.readAt()));
      }
    }
  }

  private boolean swap(String job, byte[] old, String next, Duration kept) {
    Object answer =
        redis.call(
            "writing the state of job " + job,
            j -> Script.SWAP.run(j, List.of(Keys.meta(job)), old, next, kept.toMillis()));
    return Long.valueOf(1).equals(answer);
  }
}
