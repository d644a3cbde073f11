// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import io.celeryroot.text.Shortage;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts processes with the JDK. It can make no session. */
final class JdkSpawner implements Spawner {

  private static final File NOTHING = new File("/dev/null");
  private static final Pattern SYSTEM_ERROR = Pattern.compile("(?s).*error=(\\d{1,9}), (.*)");

  private final OptionalLong softNofile;

  JdkSpawner(OptionalLong softNofile) {
    this.softNofile = softNofile;
  }

  @Override
  public OptionalLong softNofile() {
    return softNofile;
  }

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
    JdkChild child = new JdkChild();
    child.started(startAndPump(builder, child.pumps()));
    return body.apply(child);
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      Matcher matcher = SYSTEM_ERROR.matcher(String.valueOf(e.getMessage()));
      if (!matcher.matches()) {
        throw e;
      }
      Optional<String> shortage = Shortage.words(Integer.parseInt(matcher.group(1)));
      throw new IOException(shortage.orElse(matcher.group(2)), e);
    }
  }

  /**
   * Starts the process on the thread that reads its stdout. The JDK, when the process ends, waits
   * for the monitor of stdout first, so the other thread has the time to take that of stderr.
   */
  private static Process startAndPump(ProcessBuilder builder, List<Pump> pumps) throws IOException {
    CompletableFuture<Process> started = new CompletableFuture<>();
    daemon(
        () -> {
          try {
            Process process = start(builder);
            synchronized (process.getInputStream()) {
              daemon(() -> pumps.get(1).run(process.getErrorStream()));
              started.complete(process);
              pumps.get(0).run(process.getInputStream());
            }
          } catch (IOException | RuntimeException | Error e) {
            started.completeExceptionally(e);
          }
        });
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private static void daemon(Runnable body) {
    Thread thread = new Thread(body, "celeryroot-output");
    thread.setDaemon(true);
    thread.start();
  }
}
