// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.output;

import io.celeryroot.queue.output.OutputPiece;
import io.celeryroot.queue.output.OutputPiece.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Output that waits to be stored. It holds no more than will be kept: the beginning of all output
 * and the newest part of the rest, with a gap in the positions between them. Confined to one thread
 * at a time.
 */
final class OutputBuffer {

  /** Maximum length of a piece; less for a small limit, because pieces are dropped as a whole. */
  private static final int MOST_PIECE_LENGTH = 16 << 10;

  /** Cost of a piece in addition to its text. */
  private static final int PIECE_COST = 64;

  private final int pieceLength;
  private final long headLimit;
  private final long tailLimit;
  private final List<Piece> head = new ArrayList<>();
  private final Deque<Piece> tail = new ArrayDeque<>();

  /** Cost of all that was ever in the head, which is filled once. */
  private long headCost;

  private long tailCost;
  private long position;

  /**
   * @param limit number of characters, at least 32; the first quarter is the beginning
   */
  OutputBuffer(long limit) {
    this.pieceLength = (int) Math.min(MOST_PIECE_LENGTH, limit / 16);
    this.headLimit = limit / 4;
    this.tailLimit = limit - headLimit;
  }

  /** Number of characters that were ever added. */
  long position() {
    return position;
  }

  void add(Channel channel, String text) {
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + pieceLength);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      addPiece(channel, text.substring(from, to));
      from = to;
    }
  }

  private void addPiece(Channel channel, String text) {
    if (headCost < headLimit) {
      Piece last = head.isEmpty() ? null : head.get(head.size() - 1);
      headCost += text.length();
      if (!joins(last, channel, text)) {
        head.add(new Piece(channel, position, new StringBuilder(text)));
        headCost += PIECE_COST;
      }
    } else {
      if (joins(tail.peekLast(), channel, text)) {
        tailCost += text.length();
      } else {
        tail.addLast(new Piece(channel, position, new StringBuilder(text)));
        tailCost += text.length() + PIECE_COST;
      }
      while (tailCost > tailLimit && tail.size() > 1) {
        tailCost -= tail.removeFirst().text.length() + PIECE_COST;
      }
    }
    position += text.length();
  }

  private boolean joins(Piece last, Channel channel, String text) {
    boolean joins =
        last != null
            && last.channel == channel
            && last.text.length() + text.length() <= pieceLength;
    if (joins) {
      last.text.append(text);
    }
    return joins;
  }

  /** Removes and returns the present pieces, by position. */
  List<OutputPiece> take() {
    List<OutputPiece> pieces = new ArrayList<>();
    head.forEach(piece -> pieces.add(piece.done()));
    tail.forEach(piece -> pieces.add(piece.done()));
    head.clear();
    tail.clear();
    tailCost = 0;
    return pieces;
  }

  private record Piece(Channel channel, long position, StringBuilder text) {

    OutputPiece done() {
      return new OutputPiece(channel, position, text.toString());
    }
  }
}
