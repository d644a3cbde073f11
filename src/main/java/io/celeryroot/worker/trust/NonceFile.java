// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of lines that several processes append to, under a lock beside it. It is replaced as a
 * whole by a shorter one now and then. A line that was cut by a crash says nothing. The caller
 * holds the lock and is one thread, except for {@link #force()}.
 */
final class NonceFile implements AutoCloseable {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Pattern LINE =
      Pattern.compile("([+=~]) ([0-9a-f]{32})(?: (\\d{1,12}) (\\d{1,9}))?");

  private static final long LOCK_PAUSE_NANOS = 200_000;

  private final Path path;
  private final FileChannel lockChannel;
  private final Object forcing = new Object();
  private FileChannel channel;
  private Object identity = "";
  private long read;
  private String torn = "";
  private volatile long written;
  private long forced;

  /** Something that happened to the job of a nonce. */
  record Entry(Kind kind, String nonce, long forgetAt) {

    /** Kinds of entries. */
    enum Kind {
      BEGUN,
      ENDED,
      GIVEN_BACK
    }

    static Entry begun(String nonce, long forgetAtSeconds) {
      return new Entry(Kind.BEGUN, nonce, forgetAtSeconds);
    }

    static Entry ended(String nonce) {
      return new Entry(Kind.ENDED, nonce, 0);
    }

    static Entry givenBack(String nonce) {
      return new Entry(Kind.GIVEN_BACK, nonce, 0);
    }

    private String line() {
      return switch (kind) {
        case BEGUN -> "+ " + nonce + " " + forgetAt + " 1\n";
        case ENDED -> "= " + nonce + "\n";
        case GIVEN_BACK -> "~ " + nonce + "\n";
      };
    }
  }

  NonceFile(Path path) {
    this.path = path.toAbsolutePath();
    try {
      if (!Files.exists(this.path.getParent())) {
        Files.createDirectories(this.path.getParent(), OWNER_DIRECTORY);
      }
      this.lockChannel = open(this.path.resolveSibling(this.path.getFileName() + ".lock"));
    } catch (IOException e) {
      throw new UncheckedIOException("nonces in " + this.path + ": " + e, e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS),
        OWNER_ONLY);
  }

  /** The lines that say the same of one nonce in a new file. */
  static String lines(String nonce, long forgetAt, int begun, boolean hasEnded) {
    return "+ "
        + nonce
        + " "
        + forgetAt
        + " "
        + begun
        + "\n"
        + (hasEnded ? "= " + nonce + "\n" : "");
  }

  /** Waits for the lock, then looks at the file as it is now. */
  Lock lock() throws IOException {
    FileLock held = null;
    while (held == null) {
      try {
        held = lockChannel.lock();
      } catch (OverlappingFileLockException e) {
        // Another worker in this process has it for a moment.
        LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      }
    }
    try {
      return look(held);
    } catch (IOException | RuntimeException e) {
      held.release();
      throw e;
    }
  }

  private Lock look(FileLock held) throws IOException {
    boolean isReplaced = channel == null || !identity.equals(key());
    if (isReplaced) {
      reopen();
    }
    boolean isCut = channel.size() < read;
    return new Lock(held, isReplaced, isCut, readNews());
  }

  private void reopen() throws IOException {
    FileChannel old = channel;
    synchronized (forcing) {
      channel = open(path);
      identity = key();
      read = 0;
      torn = "";
      written = 0;
      forced = 0;
    }
    if (old != null) {
      old.close();
    }
  }

  /** The identity of the file; null: there is none. */
  private Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private List<Entry> readNews() throws IOException {
    long size = channel.size();
    if (size <= read) {
      return List.of();
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - read));
    while (bytes.hasRemaining() && channel.read(bytes, read + bytes.position()) >= 0) {
      // Goes on until all is read.
    }
    read += bytes.position();
    String text = torn + new String(bytes.array(), 0, bytes.position(), US_ASCII);
    int end = text.lastIndexOf('\n') + 1;
    torn = text.substring(end);
    List<Entry> entries = new ArrayList<>();
    text.substring(0, end).lines().forEach(line -> parse(line, entries));
    return entries;
  }

  private static void parse(String line, List<Entry> entries) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    String nonce = parts.group(2);
    switch (parts.group(1)) {
      case "=" -> entries.add(Entry.ended(nonce));
      case "~" -> entries.add(Entry.givenBack(nonce));
      default -> {
        if (parts.group(3) != null) {
          int times = Integer.parseInt(parts.group(4));
          for (int i = 0; i < Math.min(times, 100); i++) {
            entries.add(Entry.begun(nonce, Long.parseLong(parts.group(3))));
          }
        }
      }
    }
  }

  /** Appends a line, after the end of one that a crash has cut. */
  void append(Entry entry) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap(((torn.isEmpty() ? "" : "\n") + entry.line()).getBytes(US_ASCII));
    long at = read;
    while (line.hasRemaining()) {
      at += channel.write(line, at);
    }
    // Only now: on a full disk, the cut line stays the last one.
    torn = "";
    read = at;
    written = at;
  }

  /** Returns when everything that was appended is on disk; many threads share one write. */
  void force() {
    long mine = written;
    synchronized (forcing) {
      if (forced >= mine || written < mine) {
        // Written by another thread, or replaced by a file that is on disk as a whole.
        return;
      }
      long upTo = written;
      try {
        channel.force(false);
      } catch (IOException e) {
        throw new UncheckedIOException("nonces in " + path + ": " + e.getMessage(), e);
      }
      forced = upTo;
    }
  }

  /** Replaces the file by one with other lines, which is on disk before it has the name. */
  void replace(List<String> lines) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel out = open(next)) {
      ByteBuffer bytes = ByteBuffer.wrap(String.join("", lines).getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
    reopen();
    read = channel.size();
  }

  @Override
  public void close() {
    try {
      lockChannel.close();
      synchronized (forcing) {
        if (channel != null) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /**
   * The lock, and what was found under it.
   *
   * @param isReplaced true: the file is another one, so what was read before does not count
   * @param isCut true: it lacks what was read before, and must be replaced
   * @param news entries of other processes since the last look
   */
  record Lock(FileLock held, boolean isReplaced, boolean isCut, List<Entry> news)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      held.release();
    }
  }
}
