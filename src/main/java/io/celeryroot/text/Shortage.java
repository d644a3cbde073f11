// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The machine lacks something at the moment, so that the system refused a call. Nothing was done,
 * and the same call may succeed later.
 */
public final class Shortage extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Things that may be short, by the number and the words of errno(3) on Linux. */
  private enum Kind {
    FILES(24, "Too many open files", "raise LimitNOFILE= (ulimit -n)"),
    FILES_OF_ALL(23, "Too many open files in system", "raise fs.file-max (sysctl)"),
    PROCESSES(
        11,
        "Resource temporarily unavailable",
        "end processes, or raise TasksMax= (ulimit -u, pids.max)"),
    MEMORY(12, "Cannot allocate memory", "end what uses up the memory");

    private final int number;
    private final String words;
    private final String fix;

    Kind(int number, String words, String fix) {
      this.number = number;
      this.words = words;
      this.fix = fix;
    }
  }

  private Shortage(Kind kind, Throwable cause) {
    super(kind.words, cause);
    this.kind = kind;
  }

  /** Returns the words for an error number; empty: it tells of no shortage. */
  public static Optional<String> words(int errno) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.number == errno)
        .map(kind -> kind.words)
        .findFirst();
  }

  /** Returns the shortage for which the system refused something; empty: it was none. */
  public static Optional<Shortage> in(Throwable failure) {
    return FailureText.causes(failure).flatMap(cause -> of(cause).stream()).findFirst();
  }

  /** Throws it instead of a failure that comes from a shortage; else does nothing. */
  public static void check(Throwable failure) {
    in(failure)
        .ifPresent(
            shortage -> {
              throw shortage;
            });
  }

  private static Optional<Shortage> of(Throwable failure) {
    if (failure instanceof Shortage shortage) {
      return Optional.of(shortage);
    }
    String reason = failure instanceof IOException refused ? reason(refused) : "";
    return Arrays.stream(Kind.values())
        .filter(kind -> reason.endsWith(kind.words))
        .map(kind -> new Shortage(kind, failure))
        .findFirst();
  }

  /** The words of the system, not the name of a file. */
  private static String reason(IOException failure) {
    String text =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return text == null ? "" : text;
  }

  /** The fix for whoever runs the machine. */
  public String fix() {
    return kind.fix;
  }
}
