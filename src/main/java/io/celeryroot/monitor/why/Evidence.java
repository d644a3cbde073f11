// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import java.time.Instant;
import java.util.Optional;

/**
 * A recorded value behind an answer.
 *
 * @param name in a word or two, such as {@code submitted}
 * @param text value for people; may be empty if there is a time
 * @param at time of it; empty: it has none
 */
public record Evidence(String name, String text, Optional<Instant> at) {

  public static Evidence of(String name, String text) {
    return new Evidence(name, text, Optional.empty());
  }

  public static Evidence at(String name, Instant at) {
    return new Evidence(name, "", Optional.of(at));
  }

  public static Evidence at(String name, Instant at, String text) {
    return new Evidence(name, text, Optional.of(at));
  }
}
