// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.celery.CeleryValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of a task's {@code params:}. Its place in the list is its position on the command line.
 *
 * @param name environment variable of a script, {@code {name}} in a command
 * @param required whether each submission must give it; a parameter with a default is never
 *     required
 * @param defaultValue used when a submission does not give it; absent: empty text
 * @param pattern the whole value must match
 * @param choices allowed values; empty: any
 * @param allow globs of the allowed values; empty: any
 * @param dash true if a value may begin with {@code -} in a command, where a program may take it
 *     for an option
 * @param secret its value is never shown, logged or put into a result
 * @param many takes all remaining positional arguments, joined by single spaces; only the last
 *     parameter; pattern and choices hold for each of them
 * @param celery its place and form in a message for Celery's workers
 * @param description for people
 * @param source position of {@code name}
 */
public record Param(
    String name,
    boolean required,
    Optional<String> defaultValue,
    Optional<Pattern> pattern,
    List<String> choices,
    List<String> allow,
    boolean dash,
    boolean secret,
    boolean many,
    CeleryValue celery,
    String description,
    Source source) {

  private static final int READABLE_PATTERN_LENGTH = 20;

  public Param {
    requireNonNull(name, "name");
    requireNonNull(source, "source");
    choices = List.copyOf(choices);
    allow = List.copyOf(allow);
  }

  /** Returns whether the lists of allowed values have a value. */
  public boolean allows(String value) {
    return allow.isEmpty() || allow.stream().anyMatch(glob -> Glob.matches(glob, value));
  }

  /** Returns the description of a built-in parameter whose pattern is too long to be read. */
  public Optional<String> patternInWords() {
    return pattern
        .filter(rule -> source.isBuiltIn() && rule.pattern().length() > READABLE_PATTERN_LENGTH)
        .map(rule -> description)
        .filter(words -> !words.isBlank());
  }

  /** Returns whether a value could be taken for an option by the program of a command. */
  public boolean refusesDash(Action action, String value) {
    return action instanceof Action.Command && !dash && value.startsWith("-");
  }

  public Param allowing(List<String> globs) {
    return new Param(
        name,
        required,
        defaultValue,
        pattern,
        choices,
        globs,
        dash,
        secret,
        many,
        celery,
        description,
        source);
  }
}
