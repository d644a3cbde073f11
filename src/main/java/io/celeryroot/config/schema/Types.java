// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Units;
import io.celeryroot.config.yaml.Placeholders;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import io.celeryroot.text.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The types of scalars: texts, amounts, numbers, choices. */
public final class Types {

  public static final Type<String> TEXT =
      parsed("text", text -> text, Types::escaped, Schemas.scalar());

  /** Text for people. Its placeholders stay as they are written, since it may be shown anywhere. */
  public static final Type<String> DESCRIPTION =
      Type.scalar(
          "text",
          value -> Placeholders.asWritten(value.node().text()),
          Types::escaped,
          Schemas.scalar());

  public static final Type<String> NAME =
      parsed("a name", text -> text, Types::escaped, Schemas.text());

  public static final Type<Boolean> FLAG =
      parsed(
          "true or false",
          Types::flag,
          flag -> flag,
          Schemas.orPlaceholder(Map.of("type", "boolean")));

  public static final Type<Duration> DURATION =
      parsed(
          "a duration",
          Durations::parse,
          Durations::format,
          Schemas.pattern("^" + Durations.UNITS.form() + "$"));

  public static final Type<Duration> POSITIVE_DURATION =
      parsed(
          "a duration",
          text -> Duration.ofMillis(Durations.UNITS.positive(Durations.parse(text).toMillis())),
          Durations::format,
          positive(Durations.UNITS));

  /** Workers start in any directory, so a relative path would be another file for each. */
  public static final Type<String> ABSOLUTE_PATH =
      text("(?s)/.*", "path-absolute", "not an absolute path", "write the path from \"/\" on");

  public static final Type<Pattern> PATTERN =
      parsed(
          "a regular expression",
          Types::pattern,
          pattern -> escaped(pattern.pattern()),
          Schemas.scalar());

  private Types() {}

  static <T> Type<T> parsed(
      String label,
      Function<String, T> parser,
      Function<T, Object> writer,
      Map<String, Object> json) {
    return Type.scalar(label, value -> parser.apply(value.text()), writer, json);
  }

  /** The text in cl.yaml that is read as {@code text}: escapes everything like a placeholder. */
  public static String escaped(String text) {
    return text.replace("${", "$${");
  }

  /**
   * A text that {@code parser} checks.
   *
   * @param parser throws {@link UnreadableValue}
   */
  public static Type<String> text(UnaryOperator<String> parser) {
    return parsed("text", parser, Types::escaped, Schemas.scalar());
  }

  /**
   * A text of some form.
   *
   * @param form as a regular expression
   * @param rule stable name of the mistake
   * @param message the mistake
   * @param hint the fix in words
   */
  public static Type<String> text(String form, String rule, String message, String hint) {
    return text(
        text -> {
          if (text.matches(form)) {
            return text;
          }
          throw new UnreadableValue(rule, message, hint);
        });
  }

  public static Type<Long> size(long max) {
    Units sizes = Units.SIZES;
    String most = sizes.format(max);
    return Types.<Long>parsed(
            "a size",
            text -> sizes.positive(sizes.parse(text, max, "more than " + most)),
            sizes::format,
            positive(sizes))
        .limited(", at most " + most);
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  public static Type<Integer> whole(int min, int max) {
    return number("a whole number", "integer", "[+-]?[0-9]{1,15}", Double::intValue, min, max);
  }

  public static Type<List<Integer>> wholes(int min, int max) {
    return new ListOf<>("a list of whole numbers, or one", whole(min, max), "").type();
  }

  /** A list of scalars that people call text. */
  public static <T> Type<List<T>> texts(Type<T> element) {
    return texts(element, "");
  }

  /**
   * A list of scalars, each at most once.
   *
   * @param duplicate rule of an element that is there twice
   */
  public static <T> Type<List<T>> texts(Type<T> element, String duplicate) {
    return new ListOf<>("a list of text, or one text", element, duplicate).type();
  }

  /** A number with up to nine decimals, from {@code min} to {@code max}, both included. */
  public static Type<Double> decimal(int min, int max) {
    String form = "[+-]?[0-9]{1,9}([.][0-9]{1,9})?";
    return number("a number", "number", form, number -> number, min, max);
  }

  private static <T extends Number> Type<T> number(
      String label, String type, String form, Function<Double, T> converter, int min, int max) {
    String range = min + " to " + max;
    Map<String, Object> json = Yaml.map("type", type, "minimum", min, "maximum", max);
    return parsed(
            label,
            text -> {
              if (!text.matches(form)) {
                String message = "not " + label;
                String hint = "write " + label + " from " + range;
                throw new UnreadableValue("number", message, hint);
              }
              double number = Double.parseDouble(text);
              if (number < min || number > max) {
                Optional<String> nearest = Optional.of("" + (number < min ? min : max));
                throw new UnreadableValue("number-range", "need " + range, "", nearest);
              }
              return converter.apply(number);
            },
            Types::shortest,
            Schemas.orPlaceholder(json))
        .limited(", " + range);
  }

  /** A number without decimals that are zero. */
  private static Object shortest(Number number) {
    double value = number.doubleValue();
    return value == Math.rint(value) ? (Object) (long) value : (Object) value;
  }

  public static <E extends Enum<E>> Type<E> choice(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> words = constants.stream().map(EnumWords::of).toList();
    return Types.<E>parsed(
            "one word",
            text -> constants.get(indexOf(text, words)),
            EnumWords::of,
            Schemas.orPlaceholder(Map.of("enum", words)))
        .limited(": `" + String.join("`, `", words) + "`");
  }

  private static int indexOf(String text, List<String> words) {
    int index = words.indexOf(text);
    if (index < 0) {
      String message = "not one of " + String.join(", ", words);
      throw new UnreadableValue("choice", message, "", Nearest.to(text, words));
    }
    return index;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UnreadableValue("flag", "not true or false", "", meant(text));
    };
  }

  private static Optional<String> meant(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "y", "on", "true", "1" -> Optional.of("true");
      case "no", "n", "off", "false", "0" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
      String said =
          e.getDescription().substring(0, 1).toLowerCase(Locale.ROOT)
              + e.getDescription().substring(1);
      throw new UnreadableValue(
          "pattern",
          "not a regular expression: " + said + where,
          "write a backslash before characters that stand for themselves");
    }
  }

  /** Amounts whose number is not zero. */
  private static Map<String, Object> positive(Units units) {
    return Schemas.pattern("^" + units.form().replace("[0-9]+", "0*[1-9][0-9]*") + "$");
  }
}
