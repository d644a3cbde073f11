// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeryroot.task.process.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory in which an embedded Redis keeps its data, while one server uses it. A lock of the
 * system says so, which ends with its process.
 */
final class DataDirectory implements AutoCloseable {

  private static final Pattern SERVER = Pattern.compile("(\\d{1,9}) (\\d{1,18}) (\\S+)");
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a directory, which is made if need be, and ends a server there that outlived its killed
   * JVM. Two servers in one directory would spoil the file.
   *
   * @param program for messages
   * @throws EmbeddedRedisFailed it is in use, or cannot be made
   */
  static DataDirectory take(String program, Path directory) throws IOException {
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
    return new DataDirectory(directory, channel);
  }

  String path() {
    return path.toAbsolutePath().toString();
  }

  /** Notes the server that uses the directory. */
  void remember(Process server) throws IOException {
    byte[] text = line(server.pid()).getBytes(US_ASCII);
    lock.truncate(0).write(ByteBuffer.wrap(text), 0);
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

  /** The content of the lock file for a server. */
  static String line(long pid) {
    return pid + " " + Machine.HERE.start(pid) + " " + boot() + "\n";
  }

  private static String boot() {
    return Machine.HERE.boot().orElse("-");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
