// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.view.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordCacheTest {

  @TempDir Path directory;
  private Cl cl;
  private Console console;
  private Path clYaml;
  private Path words;

  @BeforeEach
  void configure() throws IOException {
    cl =
        new Cl(directory)
            .file("cl.yaml", "workers: {web: {hostnames: [web01]}}\n")
            .env("XDG_CACHE_HOME", directory.resolve("caches").toString())
            .terminal(new Terminal(true, false, false, 80, false));
    clYaml = directory.resolve("cl.yaml");
    assertThat(cl.run("config", "workers").exitCode()).isZero();
    words = files().get(0);
    console = cl.console();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("caches/celeryroot/words"))) {
      return files.toList();
    }
  }

  private void makeOld() throws IOException {
    Files.setLastModifiedTime(words, FileTime.from(Instant.EPOCH));
  }

  @Test
  void a_file_that_is_no_text_is_made_anew() throws IOException {
    Files.write(words, "RUN\tgr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    WordCache.add(console, clYaml, "run1");
    makeOld();

    assertThat(cl.run("config", "workers").exitCode()).isZero();
    assertThat(Files.readAllLines(words)).contains("ROLE\tweb");
  }

  @Test
  void of_many_runs_the_newest_are_kept() throws IOException {
    IntStream.rangeClosed(1, 50).forEach(i -> WordCache.add(console, clYaml, "run" + i));
    makeOld();
    assertThat(cl.run("config", "workers").exitCode()).isZero();

    List<String> runs =
        Files.readAllLines(words).stream().filter(line -> line.startsWith("RUN")).toList();
    assertThat(runs).hasSize(WordCache.MOST_RUNS).startsWith("RUN\trun50").endsWith("RUN\trun31");
  }

  @Test
  void what_cannot_be_written_leaves_no_file_behind() throws IOException {
    Files.delete(words);
    Files.createDirectories(words.resolve("in/the/way"));
    makeOld();

    assertThat(cl.run("config", "workers").exitCode()).isZero();
    assertThat(files()).containsExactly(words);
  }
}
