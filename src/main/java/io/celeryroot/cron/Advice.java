// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.List;
import java.util.stream.Stream;

/**
 * Ways to fix a mistake, not yet tried.
 *
 * @param proposals in the order to try them; the first whose expression parses is the hint
 * @param otherwise the hint when no proposal parses
 */
record Advice(List<Proposal> proposals, String otherwise) {

  /**
   * An expression to offer.
   *
   * @param lead words in front of it
   * @param expression a whole expression, if it parses
   * @param isCorrection tells the one thing that was meant from one of several ways out
   */
  record Proposal(String lead, String expression, boolean isCorrection) {}

  static Advice say(String hint) {
    return new Advice(List.of(), hint);
  }

  static Advice example(String lead, String expression) {
    return new Advice(List.of(new Proposal(lead, expression, false)), "");
  }

  static Advice write(String expression) {
    return new Advice(List.of(new Proposal("write", expression, true)), "");
  }

  Advice or(Advice next) {
    return new Advice(
        Stream.concat(proposals.stream(), next.proposals.stream()).toList(), next.otherwise);
  }

  Advice orSay(String hint) {
    return or(say(hint));
  }
}
