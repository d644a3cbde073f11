// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.output;

import io.celeryroot.redis.QueueUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Stores what one attempt prints: the first quarter of a limit and, as of then, always the last
 * three quarters. What earlier attempts of the job printed is cut to its newest half of the limit.
 * Confined to one thread at a time.
 */
public final class OutputWriter {

  /** Most pieces of one script, during which Redis does nothing else. */
  static final int MOST_PIECES = 1000;

  private static final int MOST_CHARACTERS = 256 << 10;

  private record Written(String id, long cost) {}

  private final OutputLog log;
  private final String job;
  private final int attempt;
  private final String host;
  private final long limit;
  private final Deque<Written> tail = new ArrayDeque<>();
  private long headCost;
  private long tailCost;
  private boolean hasWritten;

  /**
   * @param attempt 1-based
   * @param host that runs it
   * @param limit characters to keep of it
   */
  public OutputWriter(OutputLog log, String job, int attempt, String host, long limit) {
    this.log = log;
    this.job = job;
    this.attempt = attempt;
    this.host = host;
    this.limit = limit;
  }

  /** Returns true if something of this attempt was stored. */
  public boolean hasWritten() {
    return hasWritten;
  }

  /**
   * Stores pieces, in the order of their positions, a bounded number at a time.
   *
   * @param pieces loses those that are stored
   * @throws QueueUnavailable the first of what is left may be stored or not; the same pieces again
   *     do no harm
   */
  public void write(Deque<OutputPiece> pieces) {
    while (!pieces.isEmpty()) {
      List<OutputPiece> next = next(pieces);
      writeAtOnce(next);
      next.forEach(piece -> pieces.removeFirst());
    }
  }

  /**
   * Shortens the life of output that the result of the job has as well. Does nothing when earlier
   * attempts may have left output that the result lacks.
   *
   * @throws QueueUnavailable it stays as long as the result
   */
  public void expireSoon() {
    if (hasWritten && attempt == 1) {
      log.expireSoon(job);
    }
  }

  private static List<OutputPiece> next(Deque<OutputPiece> pieces) {
    List<OutputPiece> next = new ArrayList<>();
    int length = 0;
    for (OutputPiece piece : pieces) {
      length += piece.text().length();
      if (!next.isEmpty() && (length > MOST_CHARACTERS || next.size() == MOST_PIECES)) {
        break;
      }
      next.add(piece);
    }
    return next;
  }

  private void writeAtOnce(List<OutputPiece> pieces) {
    List<String> dropped = new ArrayList<>();
    boolean isFirst = !hasWritten && attempt > 1;
    OptionalLong kept = isFirst ? OptionalLong.of(limit / 2) : OptionalLong.empty();
    long more = pieces.stream().mapToLong(OutputWriter::cost).sum();
    int over = 0;
    long left = tailCost + more - (limit - limit / 4);
    for (Written written : tail) {
      if (left <= 0) {
        break;
      }
      dropped.add(written.id());
      left -= written.cost();
      over++;
    }
    List<String> ids = log.append(job, attempt, host, pieces, kept, dropped);
    hasWritten = true;
    for (int i = 0; i < over; i++) {
      tailCost -= tail.removeFirst().cost();
    }
    for (int i = 0; i < ids.size(); i++) {
      remember(new Written(ids.get(i), cost(pieces.get(i))));
    }
  }

  private void remember(Written written) {
    if (headCost + written.cost() <= limit / 4) {
      headCost += written.cost();
    } else {
      headCost = limit;
      tail.addLast(written);
      tailCost += written.cost();
    }
  }

  private static long cost(OutputPiece piece) {
    return piece.text().length() + (long) OutputLog.ENTRY_COST;
  }
}
