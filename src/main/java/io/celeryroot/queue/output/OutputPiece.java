// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.output;

import static java.util.Objects.requireNonNull;

import io.celeryroot.text.EnumWords;

/**
 * A piece of what one attempt prints.
 *
 * @param channel where it was written to
 * @param position of its first character in all that the attempt printed, both channels together
 * @param text without secrets; empty for the end
 */
public record OutputPiece(Channel channel, long position, String text) {

  /** The streams that a piece was written to. */
  public enum Channel {
    STDOUT,
    STDERR,
    /** The attempt prints no more: its position is the length of all that it printed. */
    END;

    /** The word in Redis and in answers for programs. */
    public String word() {
      return EnumWords.of(this);
    }
  }

  public OutputPiece {
    requireNonNull(channel, "channel");
    requireNonNull(text, "text");
  }

  /** Position of what comes after it. */
  public long end() {
    return position + text.length();
  }
}
