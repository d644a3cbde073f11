// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words as a shell reads them, for commands that people copy into a terminal. */
public final class ShellWords {

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

  private ShellWords() {}

  /** Returns a command line of words, each quoted where it has to be. */
  public static String line(Collection<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  /**
   * Returns a command line about names that anybody may have chosen. No name is taken for an
   * option.
   *
   * @param command written as it is
   */
  public static String about(String command, String... names) {
    StringBuilder line = new StringBuilder(command);
    boolean isLikeOption = false;
    for (String name : names) {
      isLikeOption |= name.startsWith("-");
    }
    line.append(isLikeOption ? " --" : "");
    for (String name : names) {
      line.append(' ').append(quoted(name));
    }
    return line.toString();
  }

  /**
   * Returns a command line with the value of an option.
   *
   * @param command written as it is, and so is the option
   */
  public static String with(String command, String option, String value) {
    return command + " " + quoted(option + "=" + value);
  }

  /**
   * Returns a word that a shell reads as the same text. A word with characters that would drive the
   * terminal is written with escapes, as bash, ksh and zsh read them.
   */
  public static String quoted(String word) {
    if (PLAIN.matcher(word).matches()) {
      return word;
    }
    String shown = Printable.line(word);
    return shown.equals(word)
        ? "'" + word.replace("'", "'\\''") + "'"
        : "$'" + Printable.line(word.replace("\\", "\\\\").replace("'", "\\'")) + "'";
  }
}
