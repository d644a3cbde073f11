// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lists that one claim looks at: those of each target together, the more urgent first.
 *
 * @param sources lists where jobs wait, and the target of each; empty: nothing is claimed
 * @param keys the lists, then the claimed list of each
 * @param starts index of the first list of each target
 * @param first index of the list to look at first, from 0
 */
public record ClaimKeys(
    Map<String, Target> sources, List<String> keys, List<Integer> starts, int first) {

  /** Claims nothing. */
  public static final ClaimKeys NONE = new ClaimKeys(Map.of(), List.of(), List.of(), 0);

  /**
   * The lists of targets, and the claimed lists of a worker.
   *
   * @param urgent lists of jobs with a priority that are in use
   */
  public static ClaimKeys of(List<Target> targets, String worker, Set<String> urgent) {
    Map<String, Target> sources = new LinkedHashMap<>();
    List<Integer> starts = new ArrayList<>();
    for (Target target : targets) {
      starts.add(sources.size());
      sources.put(target.list(), target);
      Keys.priorities(target).stream()
          .filter(urgent::contains)
          .forEach(list -> sources.put(list, target));
    }
    List<String> keys = new ArrayList<>(sources.keySet());
    sources.values().forEach(target -> keys.add(Keys.claimed(target, worker)));
    return new ClaimKeys(
        Collections.unmodifiableMap(sources), List.copyOf(keys), List.copyOf(starts), 0);
  }

  /** A copy that looks at the lists of one target first. */
  public ClaimKeys startingAt(int target) {
    return new ClaimKeys(sources, keys, starts, starts.get(target));
  }

  /** Reads the answer of a claim: the target and the message; empty when there was none. */
  public Optional<Map.Entry<Target, byte[]>> moved(List<?> answer) {
    return answer.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Map.entry(
                sources.get(keys.get(((Long) answer.get(0)).intValue())), (byte[]) answer.get(1)));
  }
}
