// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The absences of a host that can be read.
 *
 * @param all newest first
 * @param trouble reason why some, or all, could not be read; empty: none
 */
public record KnownAbsences(List<Absence> all, Optional<String> trouble) {

  /** Answer where none was asked for. */
  public static final KnownAbsences NONE = new KnownAbsences(List.of(), Optional.empty());

  public KnownAbsences {
    all = List.copyOf(all);
  }

  /** A copy with those that touch a span of time. */
  public KnownAbsences within(Instant from, Instant until) {
    return new KnownAbsences(
        all.stream()
            .filter(gap -> gap.until().isAfter(from) && gap.from().isBefore(until))
            .toList(),
        trouble);
  }
}
