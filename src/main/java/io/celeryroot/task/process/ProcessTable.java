// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processes of this machine, from {@code /proc}; on a system without it, from the JDK. */
final class ProcessTable {

  /** Proportional set size, in KB. */
  private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

  private final Path proc;
  private final boolean hasProc;

  ProcessTable(Path proc) {
    this.proc = proc;
    this.hasProc = Files.isReadable(proc.resolve("self/stat"));
  }

  List<ProcessEntry> list() {
    return hasProc ? listProc() : ProcessHandle.allProcesses().map(ProcessTable::entry).toList();
  }

  private List<ProcessEntry> listProc() {
    List<ProcessEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(proc, "[0-9]*")) {
      directories.forEach(directory -> read(directory).ifPresent(entries::add));
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + proc, e);
    }
    return entries;
  }

  /** Finds the process that has this pid now. */
  Optional<ProcessEntry> find(long pid) {
    return hasProc
        ? read(proc.resolve(Long.toString(pid)))
        : ProcessHandle.of(pid).map(ProcessTable::entry);
  }

  /**
   * Returns true when the environment that its program was executed with holds this {@code
   * NAME=value}; false when we may not read it.
   */
  boolean hasInEnvironment(ProcessEntry entry, String variable) {
    try {
      byte[] environment = Files.readAllBytes(proc.resolve(entry.pid() + "/environ"));
      return ('\0' + new String(environment, ISO_8859_1)).contains('\0' + variable + '\0');
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the environment that its program was executed with; empty when we may not read it. */
  Map<String, String> environment(ProcessEntry entry) {
    Map<String, String> environment = new HashMap<>();
    try {
      byte[] text = Files.readAllBytes(proc.resolve(entry.pid() + "/environ"));
      for (String variable : new String(text, ISO_8859_1).split("\0", -1)) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
          environment.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return environment;
  }

  /** Returns the name of its program, at most 15 bytes of it; empty when it is gone. */
  Optional<String> name(ProcessEntry entry) {
    try {
      String name = Files.readString(proc.resolve(entry.pid() + "/comm"), ISO_8859_1).strip();
      return Optional.of(name).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the memory that a process has to itself, and its part of what it shares; 0 when it is
   * gone or we may not look.
   */
  long memoryBytes(ProcessEntry entry) {
    try {
      String text = Files.readString(proc.resolve(entry.pid() + "/smaps_rollup"), ISO_8859_1);
      Matcher pss = PSS.matcher(text);
      return pss.find() ? Long.parseLong(pss.group(1)) << 10 : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Optional<ProcessEntry> read(Path directory) {
    try {
      return Optional.of(
          ProcessEntry.parse(Files.readString(directory.resolve("stat"), ISO_8859_1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ProcessEntry entry(ProcessHandle handle) {
    long start = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return new ProcessEntry(
        handle.pid(),
        handle.parent().map(ProcessHandle::pid).orElse(0L),
        0,
        start,
        !handle.isAlive());
  }
}
