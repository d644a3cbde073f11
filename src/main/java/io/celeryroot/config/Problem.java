// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One mistake in a file or on the command line, as data.
 *
 * @param source where
 * @param path key path such as {@code schedules.backup.cron}; empty for the file as a whole
 * @param message what is wrong, as a fact that quotes the user's text
 * @param hint the fix, as an instruction; empty when there is none
 * @param replacement text that corrects the mistake in place of the wrong text
 * @param length characters to underline from {@code source} on; 0: none
 * @param rule stable name of the kind of mistake, such as {@code cron-fields}
 */
public record Problem(
    Source source,
    String path,
    String message,
    String hint,
    Optional<String> replacement,
    int length,
    String rule) {

  public Problem {
    requireNonNull(source, "source");
    requireNonNull(path, "path");
    requireNonNull(message, "message");
    requireNonNull(hint, "hint");
    requireNonNull(rule, "rule");
  }

  /** A mistake at a place that is not the value of a key, without anything to underline. */
  public static Problem at(Source source, String message, String hint, String rule) {
    return new Problem(source, "", message, hint, Optional.empty(), 0, rule);
  }
}
