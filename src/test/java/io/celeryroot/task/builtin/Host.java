// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A made-up host: a PATH with the ordinary tools of this machine and the stand-ins a test asks for,
 * and a directory with their state. Only {@link #real} sees the programs of this machine.
 */
final class Host {

  /** What a script may use of any Linux host. */
  private static final List<String> TOOLS =
      List.of(
          "awk", "cat", "comm", "cp", "cut", "date", "df", "find", "getconf", "grep", "gzip",
          "head", "ls", "mkdir", "mktemp", "mv", "nproc", "rm", "sed", "sh", "sort", "sync", "tail",
          "tee", "tr", "uname", "wc", "xargs");

  record Result(int exit, String out, String err) {}

  private static final TaskFile TASKS = TaskFile.read();

  private final Path bin;
  private final Path state;
  private final Path work;

  private Host(Path home) throws IOException {
    bin = Files.createDirectories(home.resolve("bin"));
    state = Files.createDirectories(home.resolve("state"));
    work = Files.createDirectories(home.resolve("work"));
  }

  static Host in(Path home) throws IOException {
    Host host = new Host(home);
    for (String tool : TOOLS) {
      for (String dir : List.of("/usr/bin", "/bin")) {
        Path program = Path.of(dir, tool);
        if (Files.exists(program)) {
          host.program(tool, "#!/bin/sh\nexec " + program + " \"$@\"\n");
          break;
        }
      }
    }
    host.state("record.sh", standIn("record.sh"));
    return host.has("id", "id").has("sleep", "sleep");
  }

  /** Puts a stand-in on the PATH under a name. */
  Host has(String name, String standIn) throws IOException {
    return program(name, standIn(standIn));
  }

  private Host program(String name, String text) throws IOException {
    Path program = Files.writeString(bin.resolve(name), text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Writes one file of the state that the stand-ins read. */
  Host state(String file, String text) throws IOException {
    Files.writeString(state.resolve(file), text);
    return this;
  }

  String state(String file) throws IOException {
    return Files.readString(state.resolve(file));
  }

  boolean hasState(String file) {
    return Files.exists(state.resolve(file));
  }

  /** What the stand-ins were called with, one line a call. */
  List<String> calls() throws IOException {
    return hasState("calls") ? Files.readAllLines(state.resolve("calls")) : List.of();
  }

  /** The directory in which scripts run. */
  Path work() {
    return work;
  }

  /** Runs a task as a worker does, after checking that its parameters would be accepted. */
  Result run(String task, Map<String, String> params) throws IOException, InterruptedException {
    params.forEach(
        (name, value) -> {
          TaskFile.Param param = TASKS.tasks().get(task).params().get(name);
          for (String one : param.is("many") ? value.split(" ", -1) : new String[] {value}) {
            assertThat(param.accepts(one)).as("%s: %s", name, one).isTrue();
          }
        });
    return runUnchecked(task, params);
  }

  /** Runs a task with values that the check of its parameters would have refused. */
  Result runUnchecked(String task, Map<String, String> params)
      throws IOException, InterruptedException {
    return result(start(task, params, bin.toString()));
  }

  /** Runs a task with the programs of this machine. */
  Result real(String task, Map<String, String> params) throws IOException, InterruptedException {
    return result(start(task, params, "/usr/bin:/bin"));
  }

  Process start(String task, Map<String, String> params) throws IOException {
    return start(task, params, bin.toString());
  }

  private Process start(String task, Map<String, String> params, String path) throws IOException {
    TaskFile.Task definition = TASKS.tasks().get(task);
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-eu", "-c", definition.script());
    Map<String, String> env = builder.environment();
    env.clear();
    env.putAll(definition.env());
    Map<String, String> values = new HashMap<>();
    definition
        .params()
        .forEach((name, param) -> param.text("default").ifPresent(d -> values.put(name, d)));
    values.putAll(params);
    env.putAll(values);
    env.put("PATH", path);
    env.put("STANDIN", state.toString());
    return builder
        .directory(work.toFile())
        .redirectOutput(state.resolve("out").toFile())
        .redirectError(state.resolve("err").toFile())
        .start();
  }

  private Result result(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("still running after 120 s: " + state("out") + state("err"));
    }
    return new Result(process.exitValue(), state("out"), state("err"));
  }

  private static String standIn(String name) throws IOException {
    try (InputStream in =
        requireNonNull(Host.class.getResourceAsStream("standins/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
