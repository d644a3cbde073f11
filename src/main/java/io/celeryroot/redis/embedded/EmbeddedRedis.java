// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.task.process.Machine;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of our own on a free loopback port: {@code redis-server} or {@code valkey-server}
 * of the PATH, else the one that comes with us. Closed by who started it; it ends with the JVM,
 * however that ends.
 */
public final class EmbeddedRedis implements AutoCloseable {

  /** System property: a program to start whatever is on the PATH, as for tests of many servers. */
  static final String CHOSEN = "cl.redis.server";

  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int LINES_SHOWN = 5;
  private static final Pattern SERVER = Pattern.compile("(\\d{1,9}) (\\d{1,18}) (\\S+)");
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final String program;
  private final int port;
  private final Optional<FileChannel> lock;
  private final Thread atExit;

  private EmbeddedRedis(Process process, String program, int port, Optional<FileChannel> lock) {
    this.process = process;
    this.program = program;
    this.port = port;
    this.lock = lock;
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
    return start(chosen(), OptionalInt.empty(), directory, options);
  }

  /**
   * Starts a server on a given loopback port.
   *
   * @throws EmbeddedRedisFailed as above, and when the port is taken
   */
  public static EmbeddedRedis startOn(int port, Optional<Path> directory, List<String> options) {
    return start(chosen(), OptionalInt.of(port), directory, options);
  }

  /** The server that comes with us, whatever is installed. */
  public static EmbeddedRedis startBundled(Optional<Path> directory, List<String> options) {
    return start(bundled(), OptionalInt.empty(), directory, options);
  }

  /** A given server, which keeps nothing. */
  public static EmbeddedRedis startProgram(String program) {
    return start(program, OptionalInt.empty(), Optional.empty(), List.of());
  }

  private static EmbeddedRedis start(
      String program, OptionalInt wanted, Optional<Path> directory, List<String> options) {
    Optional<FileChannel> lock = Optional.empty();
    try {
      lock = directory.isPresent() ? Optional.of(lock(program, directory.get())) : lock;
      int port = wanted.isPresent() ? wanted.getAsInt() : freePort();
      EmbeddedRedis server = start(program, port, command(program, port, directory, options), lock);
      Runtime.getRuntime().addShutdownHook(server.atExit);
      return server;
    } catch (IOException e) {
      unlock(lock);
      throw new EmbeddedRedisFailed(program, String.valueOf(e.getMessage()), e);
    } catch (EmbeddedRedisFailed e) {
      unlock(lock);
      throw e;
    }
  }

  /** Starts the program; what it says has no name once it answers, so that nothing is left over. */
  private static EmbeddedRedis start(
      String program, int port, List<String> command, Optional<FileChannel> lock)
      throws IOException {
    Path log = Files.createTempFile("celeryroot-redis-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      EmbeddedRedis server = new EmbeddedRedis(process, program, port, lock);
      remember(lock, process);
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
      unlock(lock);
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
      String program, int port, Optional<Path> directory, List<String> options) {
    List<String> server =
        new ArrayList<>(
            List.of(program, "--port", "" + port, "--bind", "127.0.0.1", "--daemonize", "no"));
    server.addAll(List.of("--protected-mode", "yes"));
    server.addAll(List.of("--save", "", "--appendonly", directory.isPresent() ? "yes" : "no"));
    directory.ifPresent(dir -> server.addAll(List.of("--dir", dir.toAbsolutePath().toString())));
    server.addAll(options);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // Ctrl-C is for all processes of a terminal; the server must outlive the workers.
      command.add(SETSID.toString());
    }
    command.addAll(Lifeline.ended(server));
    return command;
  }

  /**
   * Two servers in one directory would spoil the file. A lock of the system ends with its process.
   */
  private static FileChannel lock(String program, Path directory) throws IOException {
    privateDirectory(program, directory);
    Path file = directory.resolve("celeryroot.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this JVM.
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new EmbeddedRedisFailed(program, directory + " is in use by another server", null);
    }
    endOrphan(program, channel);
    return channel;
  }

  /** Jobs and results lie in it, with secret values in the jobs: for nobody else to read. */
  private static void privateDirectory(String program, Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new EmbeddedRedisFailed(
          program,
          e.getFile() + " is a file, need a directory for its data; fix: rename or delete the file",
          e);
    } catch (AccessDeniedException e) {
      throw new EmbeddedRedisFailed(
          program, directory + " cannot be made, no permission; fix: make it by hand", e);
    }
    if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * Ends a server that outlived its killed JVM. The file in its directory names the process, its
   * start and the boot.
   */
  private static void endOrphan(String program, FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(128);
    channel.read(content, 0);
    String text = new String(content.array(), 0, content.position(), US_ASCII).strip();
    Matcher server = SERVER.matcher(text);
    if (!server.matches() || !server.group(3).equals(boot())) {
      return;
    }
    long pid = Long.parseLong(server.group(1));
    if (Machine.HERE.isGone(pid, Long.parseLong(server.group(2)))) {
      return;
    }
    ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
    orphan.destroy();
    try {
      orphan.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      channel.close();
      throw new EmbeddedRedisFailed(
          program, "process " + pid + " of an earlier start does not end", e);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisFailed(program, "interrupted", e);
    }
  }

  private static void remember(Optional<FileChannel> lock, Process process) throws IOException {
    if (lock.isPresent()) {
      String text = line(process.pid());
      lock.get().truncate(0).write(ByteBuffer.wrap(text.getBytes(US_ASCII)), 0);
    }
  }

  /** The content of the lock file for a server. */
  static String line(long pid) {
    return pid + " " + Machine.HERE.start(pid) + " " + boot() + "\n";
  }

  private static String boot() {
    return Machine.HERE.boot().orElse("-");
  }

  private static void unlock(Optional<FileChannel> lock) {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The server that {@link #CHOSEN} names, else the one of the PATH of this process. */
  public static String chosen() {
    String chosen = System.getProperty(CHOSEN);
    return chosen == null ? program(System.getenv("PATH")) : chosen;
  }

  /** The first server on a PATH, else the one that comes with us. */
  static String program(String path) {
    return find("redis-server", path)
        .or(() -> find("valkey-server", path))
        .orElseGet(EmbeddedRedis::bundled);
  }

  /** The first program of this name on a PATH. */
  public static Optional<String> find(String name, String path) {
    return Arrays.stream(String.valueOf(path).split(File.pathSeparator, -1))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .filter(File::isFile)
        .map(File::getAbsolutePath)
        .findFirst();
  }

  private static String bundled() {
    try {
      return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
    } catch (IOException e) {
      throw new EmbeddedRedisFailed("the bundled redis-server", String.valueOf(e.getMessage()), e);
    }
  }
}
