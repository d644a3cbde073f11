// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import java.io.IOException;

/** A pipe whose reading end never blocks. Closed ends are closed once. Confined to one thread. */
final class Pipe implements AutoCloseable {

  private static final int CLOSED = -1;

  private int readingEnd;
  private int writingEnd;

  private Pipe(int readingEnd, int writingEnd) {
    this.readingEnd = readingEnd;
    this.writingEnd = writingEnd;
  }

  /**
   * Opens a pipe that no program inherits by accident.
   *
   * @throws IOException the process or the system has too many open files
   */
  static Pipe open() throws IOException {
    int[] ends = new int[2];
    if (LibC.pipe2(ends, LibC.O_CLOEXEC) != 0) {
      throw LibC.refusal(Native.getLastError());
    }
    LibC.fcntl(ends[0], LibC.F_SETFL, LibC.O_NONBLOCK);
    return new Pipe(ends[0], ends[1]);
  }

  /** Returns the descriptor; -1 when it is closed. */
  int readingEnd() {
    return readingEnd;
  }

  int writingEnd() {
    return writingEnd;
  }

  void closeReadingEnd() {
    if (readingEnd != CLOSED) {
      LibC.close(readingEnd);
      readingEnd = CLOSED;
    }
  }

  /** Returns the descriptor, which is its new owner's to close. */
  int releaseReadingEnd() {
    int released = readingEnd;
    readingEnd = CLOSED;
    return released;
  }

  void closeWritingEnd() {
    if (writingEnd != CLOSED) {
      LibC.close(writingEnd);
      writingEnd = CLOSED;
    }
  }

  @Override
  public void close() {
    closeReadingEnd();
    closeWritingEnd();
  }
}
