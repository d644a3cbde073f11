// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lists that one claim looks at.
 *
 * @param lists where jobs wait; empty: nothing is claimed
 * @param keys the lists, then the claimed list of each
 * @param first index of the list to look at first, from 0
 */
record ClaimKeys(List<Target> lists, List<String> keys, int first) {

  /** Claims nothing. */
  static final ClaimKeys NONE = new ClaimKeys(List.of(), List.of(), 0);

  static ClaimKeys of(List<Target> lists, String worker) {
    List<String> keys = new ArrayList<>(lists.stream().map(Target::list).toList());
    lists.forEach(list -> keys.add(Keys.claimed(list, worker)));
    return new ClaimKeys(lists, List.copyOf(keys), 0);
  }

  ClaimKeys startingAt(int index) {
    return new ClaimKeys(lists, keys, index);
  }

  /** Reads the answer of a claim: the list and the message; empty when there was none. */
  Optional<Map.Entry<Target, byte[]>> moved(List<?> answer) {
    return answer.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Map.entry(lists.get(((Long) answer.get(0)).intValue()), (byte[]) answer.get(1)));
  }
}
