// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.limit;

import io.celeryroot.config.limit.IoClass;
import io.celeryroot.config.limit.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The beginning of a command line that sets limits and then executes the rest of the line in its
 * own place. Its script is made of our words and of numbers only. Pure.
 */
public final class StartLine {

  /** Exit code when a limit cannot be set; stderr then is one line that begins with this. */
  public static final int CANNOT = 125;

  public static final String CANNOT_LINE = "cl: cannot set ";

  private static final String SHELL = "/bin/sh";
  private static final String FAILED = " || { echo \"" + CANNOT_LINE + "%s\" >&2; exit 125; }";

  /** Seconds from SIGXCPU until SIGKILL, for a program that ignores the first. */
  private static final long CPU_GRACE_SECONDS = 5;

  /**
   * Programs of util-linux.
   *
   * @param renice sets the niceness of a process
   * @param ionice sets its priority at the disks
   */
  public record Tools(Optional<Path> renice, Optional<Path> ionice) {}

  private final List<String> script = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  private StartLine() {}

  /**
   * Makes the beginning of a command line.
   *
   * @param cgroup that the program enters; empty: there is none
   * @param softNofile soft limit of open files to start with; empty: the inherited one
   * @param timeout of the program, to which its share of a core applies where there is no cgroup
   * @return no words when there is nothing to set
   * @throws IllegalArgumentException a tool is missing, which the message names
   */
  public static List<String> of(
      Limits limits,
      Optional<Path> cgroup,
      OptionalLong softNofile,
      Duration timeout,
      Tools tools) {
    StartLine line = new StartLine();
    cgroup.ifPresent(line::enter);
    limits.umask().ifPresent(mask -> line.run("umask " + mask, "umask " + mask));
    limits
        .nofile()
        .ifPresentOrElse(
            files -> line.run("ulimit -n " + files, "nofile " + files),
            () ->
                softNofile.ifPresent(
                    files -> line.run("ulimit -S -n " + files, "nofile " + files)));
    if (cgroup.isEmpty()) {
      limits.cpuPercent().ifPresent(percent -> line.cpuTime(limits, percent, timeout));
    }
    limits.nice().ifPresent(nice -> line.nice(nice, tools));
    limits.ioClass().ifPresent(ioClass -> line.ioClass(ioClass, tools));
    return line.words();
  }

  private void enter(Path cgroup) {
    arguments.add(cgroup.toString());
    script.add("echo 0 >\"$1/cgroup.procs\"" + FAILED.formatted("cgroup $1"));
    script.add("shift");
  }

  private void cpuTime(Limits limits, int percent, Duration timeout) {
    long seconds = Math.max(1, (timeout.toSeconds() * percent + 99) / 100);
    run("ulimit -S -t " + seconds, limits.cpuText());
    run("ulimit -H -t " + (seconds + CPU_GRACE_SECONDS), limits.cpuText());
  }

  private void nice(int nice, Tools tools) {
    Path renice = needed(tools.renice(), "renice");
    run(renice + " -n " + nice + " -p $$ >/dev/null", "nice " + nice);
  }

  private void ioClass(IoClass ioClass, Tools tools) {
    Path ionice = needed(tools.ionice(), "ionice");
    String number =
        switch (ioClass) {
          case REALTIME -> "1";
          case BEST_EFFORT -> "2";
          case IDLE -> "3";
        };
    run(ionice + " -c " + number + " -p $$", "io_class");
  }

  private static Path needed(Optional<Path> tool, String name) {
    return tool.orElseThrow(
        () -> new IllegalArgumentException("no program " + name + " (package util-linux)"));
  }

  /** A line that ends the start with its reason when it fails. */
  private void run(String command, String limit) {
    script.add("{ " + command + "; } 2>/dev/null" + FAILED.formatted(limit));
  }

  private List<String> words() {
    if (script.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    words.addAll(List.of(SHELL, "-c", String.join("\n", script) + "\nexec \"$@\"", "sh"));
    words.addAll(arguments);
    return words;
  }
}
