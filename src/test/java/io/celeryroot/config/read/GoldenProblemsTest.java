// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Problem;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One pair of files for each mistake. */
class GoldenProblemsTest {

  private static final Path FOLDER = Path.of("src/test/resources/config/err");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_mistake_is_told_with_its_place_and_its_fix(String name) throws IOException {
    ReadResult result = read(text(name));
    String told = ProblemPrinter.renderProblems(result) + "\n";

    Golden.assertIs(FOLDER.resolve(name + ".err"), told);
  }

  static List<String> mendable() throws IOException {
    return names().stream().filter(name -> !mendable(text(name)).isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("mendable")
  void a_replacement_mends_its_mistake_when_it_is_pasted(String name) {
    String text = text(name);
    List<Problem> problems = read(text).problems();
    List<Problem> mendable = mendable(text);

    List<Problem> left = new ArrayList<>(read(pasted(text, mendable)).problems());

    assertThat(left).hasSizeLessThanOrEqualTo(problems.size() - mendable.size());
  }

  private static List<Problem> mendable(String text) {
    return read(text).problems().stream().filter(p -> p.replacement().isPresent()).toList();
  }

  private static String pasted(String text, List<Problem> mendable) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    for (int i = mendable.size() - 1; i >= 0; i--) {
      Problem problem = mendable.get(i);
      int line = problem.source().line() - 1;
      String before = lines.get(line);
      int start = before.offsetByCodePoints(0, problem.source().column() - 1);
      int end = before.offsetByCodePoints(start, problem.length());
      lines.set(
          line, before.substring(0, start) + problem.replacement().get() + before.substring(end));
    }
    return String.join("\n", lines);
  }

  private static ReadResult read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
  }

  private static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
