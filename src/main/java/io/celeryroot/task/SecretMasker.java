// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.text.Mask;
import java.util.BitSet;
import java.util.List;

/**
 * Puts {@code ***} in place of secrets in a text that comes in pieces. The result does not depend
 * on the cuts: the end of a piece is held back while a secret may begin there. Confined to one
 * thread.
 */
public final class SecretMasker {

  private final List<String> secrets;
  private String held = "";

  /** Number of characters at the beginning of {@link #held} that the last {@code ***} covers. */
  private int shown;

  /** Tells that the last character taken was part of a secret. */
  private boolean wasSecret;

  SecretMasker(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Takes the next piece; returns the text that can be shown by now, which may be empty. */
  public String add(String text) {
    if (secrets.isEmpty() || text.isEmpty()) {
      return text;
    }
    String all = held + text;
    return masked(all, all.length() - maybeBegun(all));
  }

  /** Returns the text that was held back; no piece follows. */
  public String end() {
    return masked(held, held.length());
  }

  /** Returns the length of the longest end of a text with which a secret begins. */
  private int maybeBegun(String text) {
    int longest = 0;
    for (String secret : secrets) {
      for (int n = Math.min(secret.length() - 1, text.length()); n > longest; n--) {
        if (text.regionMatches(text.length() - n, secret, 0, n)) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private String masked(String text, int end) {
    BitSet secret = found(text);
    secret.set(0, shown);
    StringBuilder masked = new StringBuilder();
    int at = wasSecret ? secret.nextClearBit(0) : 0;
    while (at < end) {
      if (secret.get(at)) {
        masked.append(Mask.TEXT);
        at = secret.nextClearBit(at);
      } else {
        int next = secret.nextSetBit(at);
        int stop = next < 0 ? end : Math.min(next, end);
        masked.append(text, at, stop);
        at = stop;
      }
    }
    held = text.substring(end);
    shown = Math.max(0, at - end);
    wasSecret = end == 0 ? wasSecret : secret.get(end - 1);
    return masked.toString();
  }

  private BitSet found(String text) {
    BitSet found = new BitSet(text.length());
    for (String secret : secrets) {
      for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        found.set(at, at + secret.length());
      }
    }
    return found;
  }
}
