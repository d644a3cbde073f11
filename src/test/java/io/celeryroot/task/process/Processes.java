// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.celeryroot.config.limit.Limits;
import io.celeryroot.testing.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes specs whose processes can be found again by a mark on their command line, independently of
 * how the runner finds them.
 */
final class Processes {

  static final Duration LONG = Duration.ofSeconds(30);

  /** Shorter than the default, so that tests with daemons are quick. */
  static final Duration LINGER = Duration.ofMillis(300);

  static final long MEGABYTE = 1 << 20;

  private Processes() {}

  static String newMark() {
    return "mark-" + UUID.randomUUID();
  }

  static ProcessSpec spec(String... command) {
    return spec(List.of(command));
  }

  static ProcessSpec shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(List.of(arguments));
    return spec(command);
  }

  private static ProcessSpec spec(List<String> command) {
    return new ProcessSpec(
        command,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        LONG,
        Duration.ofSeconds(5),
        LINGER,
        Limits.NONE,
        MEGABYTE,
        Set.of(0),
        Optional.empty());
  }

  static ProcessSpec marked(ProcessSpec spec, String mark) {
    return withEnvironment(spec, Map.of("TEST_MARK", mark));
  }

  static ProcessSpec withEnvironment(ProcessSpec spec, Map<String, String> environment) {
    return Records.with(spec, "environment", environment);
  }

  static ProcessSpec withWorkdir(ProcessSpec spec, Path directory) {
    return Records.with(spec, "workdir", Optional.of(directory));
  }

  static ProcessSpec withUser(ProcessSpec spec, String user) {
    return Records.with(spec, "user", Optional.of(user));
  }

  static ProcessSpec withSuccessExitCodes(ProcessSpec spec, Set<Integer> codes) {
    return Records.with(spec, "successExitCodes", codes);
  }

  static ProcessSpec withListener(ProcessSpec spec, OutputListener listener) {
    return Records.with(spec, "listener", Optional.of(listener));
  }

  static ProcessSpec withLimits(ProcessSpec spec, Duration timeout, Duration killAfter) {
    return Records.with(spec, "timeout", timeout, "killAfter", killAfter);
  }

  static ProcessSpec withLinger(ProcessSpec spec, Duration linger) {
    return Records.with(spec, "linger", linger);
  }

  static ProcessSpec withLimits(ProcessSpec spec, Limits limits) {
    return Records.with(spec, "limits", limits);
  }

  static ProcessSpec withNewPrivileges(ProcessSpec spec) {
    return Records.with(spec, "newPrivileges", true);
  }

  static ProcessSpec withMaxOutput(ProcessSpec spec, long bytes) {
    return Records.with(spec, "maxOutputBytes", bytes);
  }

  /** Kills all processes with a mark. */
  static void kill(String mark) {
    marked(mark)
        .forEach(
            found ->
                ProcessHandle.of(Long.parseLong(found.substring(0, found.indexOf(' '))))
                    .ifPresent(ProcessHandle::destroyForcibly));
  }

  /**
   * Command lines of all living processes that hold the mark, with their pids. A zombie has none.
   */
  static List<String> marked(String mark) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path directory : directories) {
        String commandLine = read(directory.resolve("cmdline"));
        if (commandLine.contains(mark) || read(directory.resolve("environ")).contains(mark)) {
          found.add(directory.getFileName() + " " + commandLine.replace('\0', ' '));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
