// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ImportedSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

final class CeleryImportFuzzTest {

  private static final List<String> SOURCES = sources();

  private static List<String> sources() {
    try (Stream<Path> all =
        Files.walk(Path.of("src/test/resources/io/celeryroot/migrate/celery"))) {
      return all.filter(file -> file.toString().endsWith(".py"))
          .sorted()
          .map(CeleryImportFuzzTest::read)
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

  /** A piece is cut out of a real file, and another put in its place. */
  @Property(tries = 600)
  void a_spoiled_file_gives_a_valid_one_and_problems(
      @ForAll @IntRange(max = 8) int source,
      @ForAll @DoubleRange(max = 1) double from,
      @ForAll @IntRange(max = 60) int length,
      @ForAll("pieces") String piece,
      @ForAll boolean isCall) {
    String text = SOURCES.get(source % SOURCES.size());
    int start = (int) (from * text.length());
    int end = Math.min(text.length(), start + length);
    String spoiled = text.substring(0, start) + piece + text.substring(end);

    ImportedSite site =
        CeleryImport.of(
            spoiled,
            new CeleryImport.Origin(
                "x.py", "beat01", "/x", "x", Optional.of("x"), Optional.empty(), isCall));
    String yaml = ClYamlWriter.write(site, Set.of()).text();

    assertThat(ConfigReader.read("cl.yaml", yaml, Map.of(), Optional.empty()).problems())
        .as(spoiled)
        .isEmpty();
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "'",
            "\"\"\"",
            "\n",
            "    ",
            "\t",
            "# c\n",
            "**",
            "*",
            "=",
            "lambda",
            " if ",
            " else ",
            " for ",
            "@",
            "def f():\n",
            "return ",
            "0",
            "1e9",
            "crontab(",
            "timedelta(",
            "\\",
            "${",
            "\u00e9",
            "\u0007",
            "not ",
            "...",
            ";",
            "**{}",
            "beat_schedule",
            ".update(",
            "'" + "x".repeat(200) + "'",
            "-1",
            "None")
        .list()
        .ofMaxSize(4)
        .map(all -> String.join("", all));
  }
}
