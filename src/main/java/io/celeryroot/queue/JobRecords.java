// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.StoredMeta;
import io.celeryroot.job.WrittenMeta;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

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

  StoredMeta read(String job) {
    List<?> state =
        (List<?>)
            redis.call(
                "reading the state of job " + job,
                j -> Script.STATE.run(j, List.of(Keys.meta(job))));
    return StoredMeta.of(
        state.get(2) instanceof byte[] bytes ? bytes : new byte[0], Script.instant(state));
  }

  /**
   * Changes the record of a job.
   *
   * @param change what is stored to the next state; empty: refused
   * @param text how the next state is written, beside what is stored
   * @return what is on record now; empty when the change was refused
   */
  Optional<JobMeta> change(
      String job,
      Function<StoredMeta, Optional<JobMeta>> change,
      BiFunction<JobMeta, StoredMeta, WrittenMeta> text) {
    while (true) {
      StoredMeta stored = read(job);
      Optional<JobMeta> next = change.apply(stored);
      if (next.isEmpty() || next.get().equals(stored.meta())) {
        return next;
      }
      WrittenMeta written = text.apply(next.get(), stored);
      boolean isEnd = next.get().state().isTerminal();
      Duration kept = isEnd ? retention.ended() : retention.open(written.job());
      if (swap(job, stored.bytes(), written.text(), kept)) {
        if (isEnd) {
          written.outcome().ifPresent(outcome -> ends.ended(written.job(), outcome));
        }
        return next;
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
