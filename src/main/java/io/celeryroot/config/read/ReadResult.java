// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The result of reading a cl.yaml.
 *
 * @param config empty if and only if there are problems
 * @param problems all mistakes, in file order
 * @param text the file as read, for quoting its lines: each character of a secret is {@code *}
 */
public record ReadResult(Optional<ClConfig> config, List<Problem> problems, String text) {

  public ReadResult {
    requireNonNull(text, "text");
    problems = List.copyOf(problems);
    if (config.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("a config and problems, or neither");
    }
  }
}
