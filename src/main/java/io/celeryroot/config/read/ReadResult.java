// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of reading a cl.yaml.
 *
 * @param config empty if and only if there are problems
 * @param problems all mistakes, in file order
 * @param warnings what is valid and probably not meant, in file order
 * @param text the file as read, for quoting its lines: each character of a secret is {@code *}
 * @param included texts of included files, by name, in the same form
 * @param inputs what it was read from, as {@link ClConfig#inputs}; also files that are not there
 */
public record ReadResult(
    Optional<ClConfig> config,
    List<Problem> problems,
    List<Problem> warnings,
    String text,
    Map<String, String> included,
    Map<Path, String> inputs) {

  public ReadResult {
    requireNonNull(text, "text");
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    included = Map.copyOf(included);
    inputs = Map.copyOf(inputs);
    if (config.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("a config and problems, or neither");
    }
  }

  /** A result without warnings. */
  public ReadResult(Optional<ClConfig> config, List<Problem> problems, String text) {
    this(config, problems, List.of(), text, Map.of(), Map.of());
  }

  /** Replaces the mistakes by those that were found in another place. */
  public ReadResult with(List<Problem> others) {
    return new ReadResult(Optional.empty(), others, warnings, text, included, inputs);
  }

  /** Adds doubts that were found in another place. */
  public ReadResult warned(List<Problem> others) {
    List<Problem> all = inOrder(warnings, others);
    return new ReadResult(config, problems, all, text, included, inputs);
  }

  /** Returns the text of the file that a problem is in. */
  public String textOf(Problem problem) {
    return included.getOrDefault(problem.source().file(), text);
  }

  /** Takes the warnings for mistakes. */
  public ReadResult strict() {
    List<Problem> all = inOrder(problems, warnings);
    return warnings.isEmpty()
        ? this
        : new ReadResult(Optional.empty(), all, List.of(), text, included, inputs);
  }

  private static List<Problem> inOrder(List<Problem> some, List<Problem> others) {
    return Stream.concat(some.stream(), others.stream())
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.source().line())
                .thenComparingInt(problem -> problem.source().column()))
        .toList();
  }
}
