// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@code $ cl ...} of a {@code console} block, in order, in a directory with the sample
 * file and the files that the page shows by name, while {@code cl up} runs. A block that writes the
 * file itself runs in an empty directory.
 *
 * <p>The exit code must be 0, or N if the line ends in {@code # exit N}. Lines that the page shows
 * below a command must be in its output (numbers may differ).
 */
@Execution(ExecutionMode.CONCURRENT)
final class CommandsInDocsIT {

  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[^ ]+");

  @TempDir static Path site;
  private static EmbeddedRedis redis;
  private static Process up;
  private static Path bin;
  private static String sample;

  private record Ended(int exitCode, String out) {}

  static Stream<Block> blocksOfSites() {
    return Block.in("console").filter(block -> !isAboutFiles(block));
  }

  static Stream<Block> blocksAboutFiles() {
    return Block.in("console").filter(block -> isAboutFiles(block));
  }

  /** Whether a block neither changes nor shows what the blocks beside it may change. */
  private static boolean isAboutFiles(Block block) {
    return block.lines().stream()
        .filter(line -> line.startsWith("$ cl "))
        .allMatch(line -> line.matches("[$] cl (config|generate-routes|schedule next) .*"));
  }

  @BeforeAll
  static void startSite() throws IOException {
    bin = Distribution.cl().getParent();
    redis = EmbeddedRedis.start(Optional.empty(), List.of());
    sample = Files.readString(Path.of("cl.yaml")).replace("redis://localhost:6379/0", redis.url());
    Files.writeString(site.resolve("cl.yaml"), sample);
    Path log = site.resolve("up.log");
    up =
        new ProcessBuilder(bin.resolve("cl").toString(), "up")
            .directory(site.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Awaitility.await("cl up runs jobs")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(Files.readString(log)).contains("dbserver01: ping ok"));
  }

  @AfterAll
  static void stopSite() throws InterruptedException {
    if (up != null) {
      up.destroy();
      up.waitFor(1, TimeUnit.MINUTES);
    }
    redis.close();
  }

  @ParameterizedTest
  @MethodSource("blocksAboutFiles")
  void every_command_that_only_reads_files_does_what_the_pages_say(
      Block block, @TempDir Path directory) throws IOException, InterruptedException {
    runAll(block, directory);
  }

  /** One after the other, because they pause, drain and submit. */
  @ParameterizedTest
  @MethodSource("blocksOfSites")
  @Execution(ExecutionMode.SAME_THREAD)
  void every_command_of_the_pages_does_what_they_say(Block block, @TempDir Path directory)
      throws IOException, InterruptedException {
    runAll(block, directory);
  }

  private static void runAll(Block block, Path directory) throws IOException, InterruptedException {
    if (!block.lines().contains("$ cl config init")) {
      Files.writeString(directory.resolve("cl.yaml"), sample);
    }
    for (Block file : block.files().toList()) {
      Path path = directory.resolve(file.fileName());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.text());
    }
    for (Example example : examples(block)) {
      Ended ended = run(directory, example.command());

      assertThat(ended.exitCode())
          .as("%s: $ %s%n%s", block.place(), example.command(), ended.out())
          .isEqualTo(example.exitCode());
      assertThat(example.shown())
          .as("%s: what $ %s shows", block.place(), example.command())
          .allSatisfy(line -> assertThat(plain(ended.out())).contains(plain(line)));
    }
  }

  private record Example(String command, int exitCode, List<String> shown) {}

  private static List<Example> examples(Block block) {
    List<Example> examples = new ArrayList<>();
    for (String line : block.lines()) {
      if (line.startsWith("$ ")) {
        String[] parts = line.substring(2).split("# exit ", 2);
        int exitCode = parts.length == 2 ? Integer.parseInt(parts[1].strip()) : 0;
        examples.add(new Example(parts[0].strip(), exitCode, new ArrayList<>()));
      } else if (!line.isBlank() && !line.strip().equals("...")) {
        examples.get(examples.size() - 1).shown().add(line);
      }
    }
    return examples;
  }

  /**
   * Runs a command of {@code cl} in this JVM, like the other tests of commands; what only a shell
   * can read starts the real one.
   */
  private static Ended run(Path directory, String command)
      throws IOException, InterruptedException {
    return command.matches("cl( +(\"[^\"$`]*\"|[^ \"'$`\\\\<>|&;*?~#()]+))+")
        ? runHere(directory, command)
        : runByShell(directory, command);
  }

  private static Ended runHere(Path directory, String command) {
    Cl cl = new Cl(directory).clock(Clock.systemUTC());
    System.getenv().forEach(cl::env);
    cl.env("REDIS_URL", redis.url());
    String[] words =
        WORD.matcher(command)
            .results()
            .skip(1)
            .map(word -> word.group().replace("\"", ""))
            .toArray(String[]::new);
    Cl.Ended ended = cl.run(words);
    return new Ended(ended.exitCode(), ended.out() + ended.err());
  }

  private static Ended runByShell(Path directory, String command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("celeryroot-docs", ".out");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
    builder.environment().put("REDIS_URL", redis.url());
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    String text = Files.readString(out);
    Files.delete(out);
    return new Ended(process.exitValue(), text);
  }

  /**
   * Removes the parts of a text that differ from run to run: numbers, random parts of IDs, widths
   * of columns.
   */
  private static String plain(String text) {
    return text.replaceAll("-[a-z0-9]{8}\\b", "-0").replaceAll("\\d+", "0").replaceAll(" +", " ");
  }
}
