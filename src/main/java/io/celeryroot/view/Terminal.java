// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import java.util.Map;

/**
 * The terminals that the two output streams and the input are attached to.
 *
 * @param out answers are read by a person on a terminal
 * @param err progress may be drawn
 * @param in questions can be asked
 * @param width columns of the terminal; 0: unlimited
 * @param colour escape sequences are wanted
 */
public record Terminal(boolean out, boolean err, boolean in, int width, boolean colour) {

  /** Streams without a terminal: plain text, nothing drawn, nothing asked. */
  public static final Terminal NONE = new Terminal(false, false, false, 0, false);

  private static final int DEFAULT_WIDTH = 80;

  /**
   * Reads the findings of the launcher; Java itself cannot tell the streams apart.
   *
   * @param streams digits of the descriptors that are terminals, such as {@code 012}
   * @param size {@code rows columns}, as {@code stty size} prints it; may be empty
   * @param env {@code NO_COLOR}, {@code TERM} and {@code COLUMNS} count
   */
  public static Terminal of(String streams, String size, Map<String, String> env) {
    boolean out = streams.contains("1");
    boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
    return new Terminal(
        out,
        streams.contains("2") && !"dumb".equals(env.get("TERM")),
        streams.contains("0"),
        out ? columns(size, env) : 0,
        out && !plain);
  }

  private static int columns(String size, Map<String, String> env) {
    String[] words = size.trim().split(" ", -1);
    int known = positive(env.getOrDefault("COLUMNS", ""));
    int found = known > 0 ? known : positive(words[words.length - 1]);
    return found > 0 ? found : DEFAULT_WIDTH;
  }

  private static int positive(String text) {
    return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : 0;
  }
}
