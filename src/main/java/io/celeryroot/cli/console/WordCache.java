// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.monitor.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file with the names of a site that completion in a shell reads: a kind and a word a line,
 * with a tab between them. A file that cannot be written is left alone, since nothing depends on
 * it.
 */
public final class WordCache {

  /** Number of runs whose ids are completed. */
  public static final int MOST_RUNS = 20;

  private static final String RUN = "RUN\t";
  private static final String JOB = "JOB\t";

  private final Path config;
  private final Path file;

  private WordCache(Path config, Path file) {
    this.config = config;
    this.file = file;
  }

  /**
   * Returns the file for the cl.yaml that a command reads; {@code words.sh} makes the same name.
   * Empty: the user has no place for caches.
   */
  public static Optional<WordCache> of(Console console, Path clYaml) {
    Path config = clYaml.toAbsolutePath();
    String home = console.env().getOrDefault("HOME", "");
    String caches = console.env().getOrDefault("XDG_CACHE_HOME", "");
    if (home.isEmpty() && caches.isEmpty()) {
      return Optional.empty();
    }
    Path folder = Path.of(caches.isEmpty() ? home + "/.cache" : caches, "celeryroot", "words");
    return Optional.of(new WordCache(config, folder.resolve(config.toString().replace('/', '%'))));
  }

  /** Writes the names of a file that a person works with, if it has changed. */
  static void refresh(Console console, Path clYaml, ClConfig config) {
    if (console.terminal().out()) {
      of(console, clYaml).filter(cache -> !cache.isFresh()).ifPresent(cache -> cache.write(config));
    }
  }

  /** Adds the id of a run that a person has just submitted. */
  public static void add(Console console, Path clYaml, String run) {
    if (console.terminal().out()) {
      of(console, clYaml).ifPresent(cache -> cache.add(run));
    }
  }

  private void add(String run) {
    try {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        lines.add(0, RUN + run);
        replace(lines);
      }
    } catch (IOException e) {
      leave();
    }
  }

  private boolean isFresh() {
    try {
      return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(config)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes the names of a file, and keeps the ids that are there. */
  public void write(ClConfig names) {
    List<String> lines = lines(names);
    try {
      Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(RUN) || line.startsWith(JOB))
          .forEach(lines::add);
    } catch (IOException e) {
      leave();
    }
    replace(lines);
  }

  /** Writes the names of a file, and the ids of its last runs. */
  public void write(ClConfig names, Collection<RunView> runs) {
    List<String> lines = lines(names);
    for (RunView run : runs) {
      lines.add(RUN + run.run().id());
      run.run().jobs().stream().limit(MOST_RUNS).forEach(job -> lines.add(JOB + job.id()));
    }
    replace(lines);
  }

  /** Keeps what is there, as if it had been written now. */
  public void keep() {
    try {
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } else {
        replace(List.of());
      }
    } catch (IOException e) {
      leave();
    }
  }

  private static List<String> lines(ClConfig config) {
    List<String> lines = new ArrayList<>();
    for (Role role : config.roles().values()) {
      lines.add("ROLE\t" + role.name());
      lines.add("QUEUE\t" + role.queue());
      role.labels().forEach(label -> lines.add("LABEL\t" + label));
      role.namedHosts().forEach(host -> lines.add("HOST\t" + host));
    }
    config.schedules().keySet().forEach(name -> lines.add("SCHEDULE\t" + name));
    config.workflows().keySet().forEach(name -> lines.add("WORKFLOW\t" + name));
    for (TaskDefinition task : config.tasks().values()) {
      lines.add("TASK\t" + task.name());
      int place = 0;
      for (Param param : task.params()) {
        lines.add(
            String.join("\t", "PARAM", task.name(), String.valueOf(place++), param.name())
                + param.choices().stream()
                    .filter(choice -> choice.chars().noneMatch(c -> c < ' '))
                    .map(choice -> "\t" + choice)
                    .reduce("", String::concat));
      }
    }
    return lines;
  }

  /**
   * Writes lines.
   *
   * @param lines those of runs, newest first, of which 20 are kept
   */
  private void replace(List<String> lines) {
    Set<String> runs =
        lines.stream()
            .filter(line -> line.startsWith(RUN))
            .distinct()
            .limit(MOST_RUNS)
            .collect(Collectors.toSet());
    List<String> kept =
        lines.stream()
            .filter(line -> !line.startsWith(RUN) || runs.contains(line))
            .distinct()
            .toList();
    try {
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectories(
            file.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path fresh = Files.createTempFile(file.getParent(), "new", "");
      try {
        Files.write(fresh, kept);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException | UnsupportedOperationException e) {
      leave();
    }
  }

  /** Does without the file: the next command tries again. */
  private void leave() {}
}
