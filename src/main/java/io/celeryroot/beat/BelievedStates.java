// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.job.JobState;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.Redis;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** States of jobs, as a Beat believes them. Thread-safe. */
final class BelievedStates {

  private final Redis redis;
  private final Results results;

  BelievedStates(Redis redis) {
    this.redis = redis;
    this.results = new Results(redis);
  }

  /**
   * Reads the states of jobs; a job whose record cannot be read is left out. Where signatures are
   * required, a first attempt that began proves nothing: only its claim does.
   */
  Map<String, JobState> of(Collection<String> ids) {
    Map<String, JobState> states = new HashMap<>();
    results.states(ids).forEach((id, state) -> state.ifPresent(known -> states.put(id, known)));
    if (redis.seals().isRequired()) {
      List<String> begun =
          states.keySet().stream().filter(id -> states.get(id) == JobState.STARTED).toList();
      results.findAll(begun).values().stream()
          .filter(result -> result.attempt() <= 1)
          .forEach(result -> states.replace(result.id(), JobState.STARTED, JobState.PENDING));
    }
    return states;
  }
}
