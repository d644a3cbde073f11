// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.text.Mask;
import java.util.BitSet;
import java.util.List;

/**
 * Puts {@code ***} in place of secrets in a text that comes in pieces: the same as for the whole
 * text at once, wherever it is cut. Holds back the end of a piece only if a secret may begin there.
 * Confined to one thread.
 */
public final class SecretMasker {

  private final List<String> secrets;
  private String held = "";

  /** So many characters at the beginning of what is held back are in the last {@code ***}. */
  private int shown;

  /** The last character that was taken was part of a secret. */
  private boolean wasSecret;

  SecretMasker(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Takes the next piece; returns what can be shown by now, which may be empty. */
  public String add(String text) {
    if (secrets.isEmpty() || text.isEmpty()) {
      return text;
    }
    String all = held + text;
    return masked(all, all.length() - maybeBegun(all));
  }

  /** Returns what was held back: nothing more comes. */
  public String end() {
    return masked(held, held.length());
  }

  /** Length of the longest end of a text that a secret begins with. */
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
