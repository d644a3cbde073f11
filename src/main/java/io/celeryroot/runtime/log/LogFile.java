// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import io.celeryroot.text.FileReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A log file that is rotated each day and when it is large: {@code NAME.2026-11-24.1.gz} and so on,
 * deleted when they are old. It is opened again, within a second, when somebody else renamed it. A
 * failure is told and tried again; it never reaches the caller. Confined to one caller at a time.
 */
final class LogFile extends OutputStream {

  static final long DEFAULT_BYTES = 100L << 20;
  static final int DEFAULT_DAYS = 14;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path file;
  private final long maxBytes;
  private final int days;
  private final Clock clock;
  private final PrintStream talk;
  private final Pattern rotated;
  private OutputStream out = nullOutputStream();
  private Object inode;
  private long bytes;
  private LocalDate day;
  private Instant nextLook = Instant.MIN;
  private boolean hasFailed;

  /**
   * @param maxBytes size from which a new file is begun
   * @param days age at which a rotated file is deleted; 0: nothing is rotated, somebody else does
   * @param talk told of failures
   */
  LogFile(Path file, long maxBytes, int days, Clock clock, PrintStream talk) {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.days = days;
    this.clock = clock;
    this.talk = talk;
    this.rotated =
        Pattern.compile(
            Pattern.quote(file.getFileName().toString())
                + "[.](\\d{4}-\\d\\d-\\d\\d)[.]\\d+(?<gz>[.]gz)?");
    this.day = LocalDate.now(clock);
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] text, int offset, int length) {
    try {
      prepare(length);
      out.write(text, offset, length);
      bytes += length;
      hasFailed = false;
    } catch (IOException e) {
      if (!hasFailed) {
        talk.printf(
            "cl: --log-file %s: lines are lost, the file cannot be written: %s%n",
            file, FileReason.of(e));
      }
      hasFailed = true;
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void prepare(int more) throws IOException {
    Instant now = clock.instant();
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK);
      if (inode == null || !inode.equals(inode())) {
        open();
      }
    }
    boolean isFull = bytes > 0 && bytes + more > maxBytes;
    boolean isOld = bytes > 0 && LocalDate.now(clock).isAfter(day);
    if (days > 0 && (isFull || isOld)) {
      rotate();
    }
  }

  /** Returns what tells a file from another of the same name; null when there is none. */
  private Object inode() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void open() throws IOException {
    out.close();
    inode = null;
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    inode = inode();
    bytes = Files.size(file);
    day =
        bytes == 0
            ? LocalDate.now(clock)
            : LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), clock.getZone());
  }

  private void rotate() throws IOException {
    Files.move(file, free());
    open();
    Thread cleaner = new Thread(this::clean, "celeryroot-log-rotation");
    cleaner.setDaemon(true);
    cleaner.start();
  }

  private Path free() {
    int number = 1;
    while (Files.exists(rotated(number, "")) || Files.exists(rotated(number, ".gz"))) {
      number++;
    }
    return rotated(number, "");
  }

  private Path rotated(int number, String ending) {
    return file.resolveSibling(file.getFileName() + "." + day + "." + number + ending);
  }

  /** Compresses what was rotated, also by a process that ended too early, and deletes the old. */
  private void clean() {
    synchronized (rotated) {
      try {
        LocalDate oldest = LocalDate.now(clock).minusDays(days);
        for (Path old : rotatedFiles()) {
          var matcher = rotated.matcher(old.getFileName().toString());
          if (matcher.matches() && LocalDate.parse(matcher.group(1)).isBefore(oldest)) {
            Files.delete(old);
          } else if (matcher.matches() && matcher.group("gz") == null) {
            compress(old);
          }
        }
      } catch (IOException e) {
        talk.println("cl: --log-file " + file + ": rotated files: " + FileReason.of(e));
      }
    }
  }

  private List<Path> rotatedFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            file.getParent(), path -> rotated.matcher(path.getFileName().toString()).matches())) {
      all.forEach(found::add);
    }
    return found;
  }

  private static void compress(Path plain) throws IOException {
    Path part = plain.resolveSibling(plain.getFileName() + ".part");
    try (InputStream in = Files.newInputStream(plain);
        OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(part))) {
      in.transferTo(zipped);
    }
    Files.move(
        part, plain.resolveSibling(plain.getFileName() + ".gz"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(plain);
  }
}
