// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.Optional;
import java.util.regex.Pattern;

/** Messages of failures without the ids that Camel puts in them, which nobody can look up. */
public final class FailureText {

  private static final Pattern EXCHANGE =
      Pattern.compile("(?: on the exchange)?[.:]? ?Exchange\\[[\\w-]*\\]");

  private FailureText() {}

  /** Returns the message of a failure; empty: it has none. */
  public static Optional<String> of(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .map(message -> EXCHANGE.matcher(message).replaceAll("").strip())
        .filter(text -> !text.isEmpty());
  }
}
