// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server of our own on a free loopback port: {@code redis-server} or {@code valkey-server}
 * of the PATH, else the one that comes with us. Closed by who started it; it ends with the JVM,
 * however that ends.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int LINES_SHOWN = 5;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final String program;
  private final int port;
  private final Optional<DataDirectory> data;
  private final Thread atExit;

  private EmbeddedRedis(Process process, String program, int port, Optional<DataDirectory> data) {
    this.process = process;
    this.program = program;
    this.port = port;
    this.data = data;
    this.atExit = new Thread(this::stop, "embedded-redis-stop");
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directory holds the data (AOF) and is made if need be; empty: nothing is kept
   * @param options further arguments of {@code redis-server}, such as {@code --appendfsync always};
   *     no password
   * @throws EmbeddedRedisFailed it did not start, with what it said; or the directory is in use
   */
  public static EmbeddedRedis start(Optional<Path> directory, List<String> options) {
    return start(ServerProgram.chosen(), OptionalInt.empty(), directory, options);
  }

  /**
   * Starts a server on a given loopback port.
   *
   * @throws EmbeddedRedisFailed as above, and when the port is taken
   */
  public static EmbeddedRedis startOn(int port, Optional<Path> directory, List<String> options) {
    return start(ServerProgram.chosen(), OptionalInt.of(port), directory, options);
  }

  /** The server that comes with us, whatever is installed. */
  public static EmbeddedRedis startBundled(Optional<Path> directory, List<String> options) {
    return start(ServerProgram.bundled(), OptionalInt.empty(), directory, options);
  }

  /** A given server, which keeps nothing. */
  public static EmbeddedRedis startProgram(String program) {
    return start(program, OptionalInt.empty(), Optional.empty(), List.of());
  }

  private static EmbeddedRedis start(
      String program, OptionalInt wanted, Optional<Path> directory, List<String> options) {
    Optional<DataDirectory> data = Optional.empty();
    try {
      data =
          directory.isPresent() ? Optional.of(DataDirectory.take(program, directory.get())) : data;
      int port = wanted.isPresent() ? wanted.getAsInt() : freePort();
      EmbeddedRedis server = start(program, port, command(program, port, data, options), data);
      Runtime.getRuntime().addShutdownHook(server.atExit);
      return server;
    } catch (IOException e) {
      data.ifPresent(DataDirectory::close);
      throw new EmbeddedRedisFailed(program, String.valueOf(e.getMessage()), e);
    } catch (EmbeddedRedisFailed e) {
      data.ifPresent(DataDirectory::close);
      throw e;
    }
  }

  /** Starts the program; what it says has no name once it answers, so that nothing is left over. */
  private static EmbeddedRedis start(
      String program, int port, List<String> command, Optional<DataDirectory> data)
      throws IOException {
    Path log = Files.createTempFile("celeryroot-redis-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      EmbeddedRedis server = new EmbeddedRedis(process, program, port, data);
      if (data.isPresent()) {
        data.get().remember(process);
      }
      server.awaitAnswer(log);
      return server;
    } finally {
      Files.deleteIfExists(log);
    }
  }

  public int port() {
    return port;
  }

  /** {@code redis://127.0.0.1:PORT/0}. */
  public String url() {
    return "redis://127.0.0.1:" + port + "/0";
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Saves what is to be kept and stops the server. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook itself.
      return;
    }
  }

  /** On TERM the server writes its AOF out and ends, as by SHUTDOWN. */
  private void stop() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      data.ifPresent(DataDirectory::close);
    }
  }

  private void awaitAnswer(Path log) throws IOException {
    long giveUpAt = System.nanoTime() + START.toNanos();
    RedisSettings settings =
        new RedisSettings(url(), url(), Duration.ofSeconds(1), Source.BUILT_IN);
    while (process.isAlive() && System.nanoTime() < giveUpAt) {
      try (Redis redis = Redis.connect(settings)) {
        redis.ping();
        return;
      } catch (QueueUnavailable e) {
        pause();
      }
    }
    String said = String.join("; ", lastLines(log));
    stop();
    throw new EmbeddedRedisFailed(program, said.isEmpty() ? "no answer" : said, null);
  }

  private void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisFailed(program, "interrupted", e);
    }
  }

  private static List<String> lastLines(Path log) throws IOException {
    List<String> lines =
        Files.readString(log).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
  }

  private static List<String> command(
      String program, int port, Optional<DataDirectory> data, List<String> options) {
    List<String> server =
        new ArrayList<>(
            List.of(program, "--port", "" + port, "--bind", "127.0.0.1", "--daemonize", "no"));
    server.addAll(List.of("--protected-mode", "yes"));
    server.addAll(List.of("--save", "", "--appendonly", data.isPresent() ? "yes" : "no"));
    data.ifPresent(kept -> server.addAll(List.of("--dir", kept.path())));
    server.addAll(options);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // Ctrl-C is for all processes of a terminal; the server must outlive the workers.
      command.add(SETSID.toString());
    }
    command.addAll(Lifeline.ended(server));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
