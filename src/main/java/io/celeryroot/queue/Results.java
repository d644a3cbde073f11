// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.sign.RecordSeal;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads results, those of foreign Celery workers too. Thread-safe. */
public final class Results {

  private static final long FIRST_LOOK_MILLIS = 50;
  private static final long LAST_LOOK_MILLIS = 500;

  private final Redis redis;

  public Results(Redis redis) {
    this.redis = redis;
  }

  /** The record of a job; empty: it waits, or nobody knows it. */
  public Optional<JobResult> find(String id) {
    return Optional.ofNullable(findAll(List.of(id)).get(id));
  }

  /** The records of jobs, in their order; a job without one is left out. */
  public Map<String, JobResult> findAll(Collection<String> ids) {
    Map<String, JobResult> results = new LinkedHashMap<>();
    Redis.batches(ids).forEach(batch -> read(batch, results));
    return results;
  }

  private void read(List<String> ids, Map<String, JobResult> results) {
    redis
        .getAll("reading results", ids, Keys::meta)
        .forEach(
            (id, stored) ->
                RecordSeal.result(redis.seals(), id, stored)
                    .ifPresent(result -> results.put(id, result)));
  }

  /**
   * The states of jobs, in their order, without reading what they printed.
   *
   * @return {@link JobState#PENDING} for a job that nothing is on record about; empty for a record
   *     that cannot be read
   */
  public Map<String, Optional<JobState>> states(Collection<String> ids) {
    if (redis.seals().isRequired()) {
      Map<String, JobResult> read = findAll(ids);
      Map<String, Optional<JobState>> believed = new LinkedHashMap<>();
      ids.forEach(
          id ->
              believed.put(
                  id,
                  Optional.ofNullable(read.get(id))
                      .filter(result -> !isOfForgery(result))
                      .map(JobResult::state)
                      .or(() -> Optional.of(JobState.PENDING))));
      return believed;
    }
    Map<String, Optional<JobState>> states = new LinkedHashMap<>();
    for (List<String> batch : Redis.batches(ids)) {
      List<String> keys = batch.stream().map(Keys::meta).toList();
      Iterator<Object> answers =
          redis
              .call(
                  "reading the states of " + keys.size() + " jobs",
                  j -> Script.STATUS.runForEach(j, keys))
              .iterator();
      batch.forEach(id -> states.put(id, state(Script.text(answers.next()))));
    }
    return states;
  }

  private static boolean isOfForgery(JobResult result) {
    return result
        .outcome()
        .filter(end -> end.outcome() == Outcome.REJECTED && RecordSeal.isOfForgery(end.reason()))
        .isPresent();
  }

  private static Optional<JobState> state(String status) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.name().equals(status))
        .findFirst();
  }

  /** Selects the jobs that have certainly not ended, without reading what they printed. */
  Set<String> open(Collection<String> ids) {
    Map<String, Optional<JobState>> states = states(ids);
    states.values().removeIf(state -> state.filter(known -> !known.isTerminal()).isEmpty());
    return states.keySet();
  }

  /**
   * Waits until all jobs have ended.
   *
   * @param ids of the jobs
   * @param maxWait longest time
   * @param changed called on this thread with every new state seen
   * @return the jobs that have not ended within {@code maxWait}, in the given order
   * @throws InterruptedException the caller wants to wait no more
   * @throws QueueUnavailable nothing is lost; the same call again goes on
   */
  public List<String> await(Collection<String> ids, Duration maxWait, Consumer<JobResult> changed)
      throws InterruptedException {
    long startedNanos = System.nanoTime();
    Set<String> open = new LinkedHashSet<>(ids);
    Map<String, String> seen = new HashMap<>();
    long pause = FIRST_LOOK_MILLIS;
    while (true) {
      for (JobResult result : findAll(open).values()) {
        String look = result.state() + " " + result.attempt();
        if (!look.equals(seen.put(result.id(), look))) {
          changed.accept(result);
          pause = FIRST_LOOK_MILLIS;
        }
        if (result.hasEnded()) {
          open.remove(result.id());
        }
      }
      long leftMillis = maxWait.minusNanos(System.nanoTime() - startedNanos).toMillis();
      if (open.isEmpty() || leftMillis <= 0) {
        return new ArrayList<>(open);
      }
      Thread.sleep(Math.min(pause, leftMillis));
      pause = Math.min(pause * 3 / 2, LAST_LOOK_MILLIS);
    }
  }
}
