// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import java.util.ArrayList;
import java.util.List;

/**
 * One answer and the facts behind it.
 *
 * @param cause kind of the answer
 * @param subject run, job or schedule that it is about
 * @param text predicate of the sentence, such as {@code waits: web01 is away since ...}
 * @param kind the predicate without names of hosts, by which jobs with one cause are counted
 * @param facts in the order in which they are told
 */
public record Answer(Cause cause, String subject, String text, String kind, List<Evidence> facts) {

  public Answer {
    facts = List.copyOf(facts);
  }

  static Answer of(Cause cause, String subject, String text, List<Evidence> facts) {
    return new Answer(cause, subject, text, text, facts);
  }

  /** The whole sentence. */
  public String sentence() {
    return subject + " " + text;
  }

  /** A copy with more facts behind its own. */
  Answer with(List<Evidence> more) {
    List<Evidence> all = new ArrayList<>(facts);
    all.addAll(more);
    return new Answer(cause, subject, text, kind, all);
  }
}
