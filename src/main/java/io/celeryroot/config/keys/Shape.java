// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the value of a key looks like.
 *
 * @param kind how it is read
 * @param choices allowed values, or empty
 * @param section keys of the value, or of each named entry in it
 * @param min smallest value, of numbers; for durations and sizes 1 means that zero is refused
 * @param max largest value, of numbers
 */
public record Shape(
    Kind kind,
    List<String> choices,
    Optional<Section> section,
    OptionalLong min,
    OptionalLong max) {

  /** How a value is read. */
  public enum Kind {
    TEXT("text"),
    NAME("a name"),
    DURATION("a duration"),
    SIZE("a size"),
    WHOLE("a whole number"),
    WHOLES("a list of whole numbers, or one"),
    DECIMAL("a number"),
    FLAG("true or false"),
    CHOICE("one word"),
    CRON("a cron expression"),
    ZONE("a time zone"),
    PATTERN("a regular expression"),
    TEXTS("a list of text, or one text"),
    COMMAND("a list of text, or one text that is split into words"),
    SCRIPT("text of several lines"),
    TEXT_MAP("a map of names and texts"),
    PARAM_VALUES("a map of parameters and their values"),
    URL("a Redis URL"),
    URL_OR_SECTION("a Redis URL, or a map"),
    SECTION("a map"),
    NAMED_SECTIONS("a map of names");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** In words, with an article where it needs one. */
    public String label() {
      return label;
    }
  }

  public Shape {
    choices = List.copyOf(choices);
  }

  /** A shape without bounds. */
  public static Shape of(Kind kind) {
    return new Shape(kind, List.of(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** The texts of an enum's constants, in lower case. */
  public static Shape choice(Enum<?>... constants) {
    return new Shape(
        Kind.CHOICE,
        Choices.of(constants),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** Numbers from {@code min} to {@code max}. */
  public static Shape between(Kind kind, long min, long max) {
    return new Shape(kind, List.of(), Optional.empty(), OptionalLong.of(min), OptionalLong.of(max));
  }

  /** A duration or size that is not zero. */
  public static Shape positive(Kind kind) {
    return new Shape(kind, List.of(), Optional.empty(), OptionalLong.of(1), OptionalLong.empty());
  }

  /**
   * A map with the keys of {@code section}, or for {@link Kind#NAMED_SECTIONS} a map of such maps.
   */
  public static Shape of(Kind kind, Section section) {
    return new Shape(
        kind, List.of(), Optional.of(section), OptionalLong.empty(), OptionalLong.empty());
  }
}
