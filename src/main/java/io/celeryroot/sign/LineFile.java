// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A file of lines that processes of a host replace as a whole, one after the other, under a lock
 * beside it. Used by one thread at a time.
 */
final class LineFile {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Longest wait for others. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final long LOCK_PAUSE_MILLIS = 2;

  private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path path;
  private Optional<Object> known = Optional.empty();

  LineFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** Returns true if there is another file than the one that was read or written last. */
  boolean isNew() throws IOException {
    return !identity().equals(known);
  }

  private Optional<Object> identity() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(List.of(attributes.fileKey(), attributes.lastModifiedTime()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The lines; none where there is no file. */
  List<String> read() throws IOException {
    Optional<Object> found = identity();
    List<String> lines = found.isPresent() ? Files.readAllLines(path) : List.of();
    known = found;
    return lines;
  }

  /** Work that one process of the host does at a time. */
  interface Turn {
    void run() throws IOException;
  }

  /**
   * Replaces the lines by others. They are on disk before they are in the place of the old ones.
   *
   * @throws IOException the old ones are there
   */
  void update(UnaryOperator<List<String>> change) throws IOException {
    inTurn(() -> put(change.apply(read())));
  }

  /**
   * Does something while nobody else of the host has its turn.
   *
   * @throws IOException also if others had it for too long, or the thread was interrupted
   */
  void inTurn(Turn turn) throws IOException {
    if (!Files.exists(path.getParent())) {
      Files.createDirectories(path.getParent(), OWNER_DIRECTORY);
    }
    // To close a channel gives back all locks of this process on its file, so one waits at a time.
    ReentrantLock own = OF_THIS_PROCESS.computeIfAbsent(path, any -> new ReentrantLock(true));
    long giveUpAtNanos = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (!own.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw locked();
      }
      try (FileChannel channel = open(path.resolveSibling(path.getFileName() + ".lock"))) {
        FileLock held = lock(channel, giveUpAtNanos);
        try {
          turn.run();
        } finally {
          // Until the channel is closed.
          Reference.reachabilityFence(held);
        }
      } finally {
        own.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while others had the lock", e);
    }
  }

  /** Replaces the lines; only in a turn. */
  void put(List<String> lines) throws IOException {
    replace(lines);
    known = identity();
  }

  private static FileLock lock(FileChannel channel, long giveUpAtNanos)
      throws IOException, InterruptedException {
    while (true) {
      Optional<FileLock> lock = tryLock(channel);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - giveUpAtNanos >= 0) {
        throw locked();
      }
      Thread.sleep(LOCK_PAUSE_MILLIS);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // This process has it under another name of the file.
      return Optional.empty();
    }
  }

  private static IOException locked() {
    return new IOException("others had the lock for more than " + PATIENCE.toMillis() + " ms");
  }

  private void replace(List<String> lines) throws IOException {
    // Nobody else writes to this name while the lock is held, so what is left of a crash goes.
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(next);
    try {
      try (FileChannel out = open(next)) {
        ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(path.getParent())) {
        directory.force(true);
      }
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        OWNER_ONLY);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
