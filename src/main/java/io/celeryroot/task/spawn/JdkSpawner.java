// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts processes with the JDK. It can make no session. */
final class JdkSpawner implements Spawner {

  private static final File NOTHING = new File("/dev/null");
  private static final Pattern SYSTEM_ERROR = Pattern.compile("(?s).*error=\\d+, (.*)");

  @Override
  public boolean makesSessions() {
    return false;
  }

  @Override
  public <R> R spawn(Exec exec, Function<Child, R> body) throws IOException {
    List<String> line = new ArrayList<>(exec.arguments());
    line.set(0, exec.file().toString());
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(exec.directory().toFile()).redirectInput(NOTHING);
    builder.environment().clear();
    builder.environment().putAll(exec.environment());
    return hand(start(builder), body);
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      Matcher matcher = SYSTEM_ERROR.matcher(String.valueOf(e.getMessage()));
      throw matcher.matches() ? new IOException(matcher.group(1), e) : e;
    }
  }

  /**
   * Holds the monitors of the JDK's streams all the time. Otherwise the JDK reads the rest of the
   * pipe into one array without limit when the main process exits: a background {@code yes} would
   * fill the heap.
   */
  private static <R> R hand(Process process, Function<Child, R> body) {
    synchronized (process.getInputStream()) {
      synchronized (process.getErrorStream()) {
        return body.apply(new JdkChild(process));
      }
    }
  }
}
