// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of other tools, what they become and what is said about the rest. Each directory has them
 * with the arguments, and golden files beside: {@code expected.yaml}, {@code expected.err}.
 */
final class ImportGoldenTest {

  private static final Path CASES = Path.of("src/test/resources/io/celeryroot/migrate");

  @TempDir Path temp;

  static List<Path> cases() throws IOException {
    try (Stream<Path> all = Files.walk(CASES)) {
      return all.filter(file -> file.endsWith("args")).map(Path::getParent).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_result_and_the_list_of_problems_are_as_written(Path directory) throws IOException {
    Cl.Ended ended = run(directory);

    Golden.assertIs(directory.resolve("expected.yaml"), ended.out());
    Golden.assertIs(directory.resolve("expected.err"), ended.err());
    assertThat(ended.exitCode()).isEqualTo(ended.err().isEmpty() ? 0 : 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_result_is_valid(Path directory) throws IOException {
    String yaml = run(directory).out();

    Cl.Ended validated = new Cl(temp).file("cl.yaml", yaml).run("config", "validate");

    assertThat(validated.exitCode()).as(validated.out()).isZero();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void all_that_is_carried_over_is_due_as_before(Path directory) throws IOException {
    Cl.Ended checked = run(directory, "--check");

    assertThat(checked.out().lines().skip(1))
        .as(checked.out())
        .allSatisfy(line -> assertThat(line.stripTrailing()).endsWith(" equal"));
  }

  private static Cl.Ended run(Path directory, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("config"));
    args.add("import-" + directory.getParent().getFileName());
    args.addAll(List.of(Files.readString(directory.resolve("args")).strip().split(" ")));
    args.addAll(List.of(more));
    return new Cl(directory).env("CL_HOSTNAME", "localhost").run(args.toArray(String[]::new));
  }
}
