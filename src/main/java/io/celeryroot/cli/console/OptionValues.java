// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.Durations;
import io.celeryroot.config.workflow.Batch;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.job.Outcome;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Readers of instants, durations, numbers and batches; a wrong value is told the right form. */
public final class OptionValues {

  private OptionValues() {}

  public static CommandLine register(CommandLine command) {
    return command
        .registerConverter(Instant.class, OptionValues::instant)
        .registerConverter(Duration.class, OptionValues::duration)
        .registerConverter(Moment.class, OptionValues::moment)
        .registerConverter(Outcome.class, OptionValues::outcome)
        .registerConverter(Batch.class, OptionValues::batch)
        .registerConverter(ZoneId.class, OptionValues::zone)
        .registerConverter(Integer.class, whole())
        .registerConverter(int.class, whole());
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(
          "not an instant", text, "write date and time in UTC, such as 2026-11-24T02:00:00Z");
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (UnreadableValue e) {
      throw wrong(e.getMessage(), text, e.hint());
    }
  }

  private static Moment moment(String text) {
    try {
      return new Moment(Optional.of(Instant.parse(text)), Duration.ZERO);
    } catch (DateTimeParseException e) {
      try {
        return new Moment(Optional.empty(), Durations.parse(text));
      } catch (UnreadableValue f) {
        throw wrong(
            "not a time",
            text,
            "write how long ago, such as 2d, or date and time in UTC, such as"
                + " 2026-11-24T02:00:00Z");
      }
    }
  }

  private static Outcome outcome(String text) {
    List<String> names = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      String name = EnumWords.of(outcome);
      if (text.equalsIgnoreCase(name) || text.equalsIgnoreCase(outcome.word())) {
        return outcome;
      }
      names.add(name);
    }
    throw wrong("not an outcome", text, "write one of " + String.join(", ", names));
  }

  private static Batch batch(String text) {
    try {
      return Batch.parse(text);
    } catch (UnreadableValue e) {
      String fix = e.replacement().map("write "::concat).orElse(e.hint());
      throw wrong(e.getMessage(), text, fix);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return TimeZones.parse(text);
    } catch (UnreadableValue e) {
      throw wrong(e.getMessage(), text, e.hint());
    }
  }

  private static ITypeConverter<Integer> whole() {
    return text -> {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw text.matches("[+-]?[0-9]+")
            ? wrong("too large a number", text, "write one of at most 9 digits")
            : wrong("not a whole number", text, "write digits only, such as 5");
      }
    };
  }

  private static TypeConversionException wrong(String fact, String text, String fix) {
    return new TypeConversionException(
        fact + ": " + Quote.of(text) + (fix.isEmpty() ? "" : "\n    fix: " + fix));
  }
}
