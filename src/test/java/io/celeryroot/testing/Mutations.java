// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts that are nearly right: those of a corpus with pieces cut out, put in and repeated. */
public final class Mutations {

  /** What breaks readers: ends, nesting, numbers and times beyond any range, other types. */
  private static final List<String> PIECES =
      List.of(
          "",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "NaN",
          "-Infinity",
          "1e999",
          "-1",
          "0",
          "9".repeat(30),
          "1".repeat(1100),
          "{\"a\":1}",
          "[[[[[[",
          "{}",
          "[]",
          "\"\"",
          "\u0000",
          "\n",
          "\r",
          "\t",
          "\u001b[2J",
          "\u009b",
          "\u202e",
          "\ud800",
          "\uffff",
          "é",
          "\ufeff",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "2026-02-30T00:00:00Z",
          "../",
          "*",
          "?",
          "${x}",
          "{{x}}",
          "%s",
          " ",
          "-",
          "/",
          "#",
          "&a",
          "*a",
          "!!x",
          "|",
          ">",
          "[".repeat(200),
          "a".repeat(600));

  /** Values of JSON that nobody means. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1e999",
          "NaN",
          "9".repeat(19),
          "9".repeat(1000),
          "\"\"",
          "[]",
          "{}",
          "[[[]]]",
          "{\"a\":{\"a\":1}}",
          "\"dead\"",
          "\"claimed.x\"",
          "\"a\\nb\"",
          "\"\\u001b[2J\"",
          "\"\\u0000\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"9999-12-31T23:59:59.999999999-18:00\"",
          "\"" + "x".repeat(600) + "\"",
          "\"../*\"");

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<=[:,\\[])(?:\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d[\\d.]*|null|true|false)(?=[,}\\]])");

  private record Change(int at, int length, String piece) {}

  private Mutations() {}

  /** Texts of {@code corpus} with up to four changes. */
  public static Arbitrary<String> of(List<String> corpus) {
    Arbitrary<Change> change =
        Combinators.combine(
                Arbitraries.integers().between(0, 1_000_000),
                Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(4, 1), Tuple.of(1, 12)),
                Arbitraries.of(PIECES))
            .as(Change::new);
    return Combinators.combine(Arbitraries.of(corpus), change.list().ofMaxSize(4))
        .as(
            (text, changes) -> {
              String changed = text;
              for (Change one : changes) {
                changed = apply(changed, one);
              }
              return changed;
            });
  }

  /** JSON texts of {@code corpus} with up to three values replaced. */
  public static Arbitrary<String> ofJson(List<String> corpus) {
    Arbitrary<Change> change =
        Combinators.combine(
                Arbitraries.integers().between(0, 1_000_000),
                Arbitraries.just(0),
                Arbitraries.of(VALUES))
            .as(Change::new);
    return Combinators.combine(Arbitraries.of(corpus), change.list().ofMaxSize(3))
        .as(
            (text, changes) -> {
              String changed = text;
              for (Change one : changes) {
                changed = replaceToken(changed, one);
              }
              return changed;
            });
  }

  private static String replaceToken(String text, Change change) {
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    if (tokens.isEmpty()) {
      return text;
    }
    MatchResult token = tokens.get(change.at() % tokens.size());
    return text.substring(0, token.start()) + change.piece() + text.substring(token.end());
  }

  /** One of the pieces that break readers. */
  public static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private static String apply(String text, Change change) {
    int from = text.isEmpty() ? 0 : change.at() % text.length();
    int to = Math.min(text.length(), from + change.length());
    return text.substring(0, from) + change.piece() + text.substring(to);
  }

  /** The files of the seed corpus whose names begin so. */
  public static List<String> corpus(String prefix) {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzz"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .map(Mutations::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
