// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.output;

import io.celeryroot.queue.output.OutputPiece.Channel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A piece of a job's output, or a gap in it.
 *
 * @param attempt 1-based
 * @param host of the attempt; empty text: unknown
 * @param channel {@link Channel#END} for a gap
 * @param at when it was stored
 * @param text the output; of a gap, the note about it
 */
public record LogPart(
    int attempt, String host, Channel channel, Optional<Instant> at, String text) {

  static LogPart gap(int attempt, String host, String text) {
    return new LogPart(attempt, host, Channel.END, Optional.empty(), text);
  }

  public boolean isGap() {
    return channel == Channel.END;
  }

  LogPart with(String other) {
    return new LogPart(attempt, host, channel, at, other);
  }

  /** Returns the last lines; a line that goes on in another part counts once. */
  public static List<LogPart> tail(List<LogPart> parts, int lines) {
    Deque<LogPart> kept = new ArrayDeque<>();
    int left = lines;
    boolean isLast = true;
    for (int i = parts.size() - 1; i >= 0 && left > 0; i--) {
      LogPart part = parts.get(i);
      if (part.isGap()) {
        kept.addFirst(part);
        continue;
      }
      int at = part.text.length() - (isLast && part.text.endsWith("\n") ? 1 : 0);
      isLast = false;
      int newline = part.text.lastIndexOf('\n', at - 1);
      while (newline >= 0 && --left > 0) {
        newline = part.text.lastIndexOf('\n', newline - 1);
      }
      kept.addFirst(part.with(part.text.substring(newline + 1)));
    }
    return List.copyOf(kept);
  }
}
