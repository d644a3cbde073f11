// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.command;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Syntax in the text of a command that only a shell would read: pipes, redirections, several
 * commands, variables, file patterns. Quoted, it is meant as it stands.
 */
public final class ShellSyntax {

  /** An ampersand or semicolon inside a word is part of many an address, so it may stand there. */
  private static final Pattern PIECE =
      Pattern.compile(
          "(?s)(?<quoted>'[^']*'|\"(?:[^\"\\\\]|\\\\.)*+\"|\\\\.|\\$?\\$\\{[^}]*\\})"
              + "|(?<redirection>(?<![^\\s])[0-9]*(?:>>|>|<<<|<<|<)(?:&[0-9-])?|&>>?|>>|>|<)"
              + "|(?<pipe>\\|[|&]?)"
              + "|(?<several>&&|;(?=\\s|\\z)|(?<![^\\s]);|&(?=\\s|\\z))"
              + "|(?<substitution>\\$\\(|`)"
              + "|(?<variable>\\$[A-Za-z_][A-Za-z0-9_]*|\\$[0-9@*#?$!])"
              + "|(?<pattern>\\*)"
              + "|(?<home>(?<![^\\s])~(?=[/A-Za-z_]|\\s|\\z))"
              + "|.");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*(?<assignment>[A-Za-z_][A-Za-z0-9_]*=)");

  /** Words of a list that a program would hardly mean as they stand. */
  private static final Pattern WORD =
      Pattern.compile(
          "(?:\\A|.*=)(?<variable>\\$[A-Z_][A-Z0-9_]*)(?:[/:.].*)?"
              + "|(?<home>~)/.*"
              + "|(?<operator>\\||\\|\\||&&|&|;|[0-9]?(?:>>|>|<)|[0-9]?>&[0-9]|&>)");

  /** Programs that read their arguments as a shell does, or hand them to one. */
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "ssh", "su");

  private ShellSyntax() {}

  /**
   * Finds words of a command, written as a list, that look as if a shell was to read them. Where
   * one of the words is a shell, there are none.
   *
   * @return by number of the word from 0 on, what it holds, such as {@code variable}
   */
  public static Map<Integer, String> doubts(List<String> words) {
    Map<Integer, String> doubts = new TreeMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (SHELLS.contains(word.substring(word.lastIndexOf('/') + 1))) {
        return Map.of();
      }
      Matcher found = WORD.matcher(word);
      if (found.matches()) {
        String kind = found.group("variable") != null ? "variable" : "operator";
        doubts.put(i, found.group("home") != null ? "home directory" : kind);
      }
    }
    return doubts;
  }

  /**
   * Refuses a text with syntax that only a shell would read.
   *
   * @return the text
   * @throws UnreadableValue with the place of the first such syntax
   */
  public static String refuse(String text) {
    Matcher assignment = ASSIGNMENT.matcher(text);
    if (assignment.lookingAt()) {
      throw wrong(
          "no shell reads this variable before the command",
          "write it under \"env:\", or use \"script:\" in place of \"command:\"",
          assignment,
          "assignment");
    }
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      check(piece, "redirection", "redirection");
      check(piece, "pipe", "pipe");
      check(piece, "several", "list of commands");
      check(piece, "substitution", "substitution");
      check(piece, "variable", "variable");
      check(piece, "pattern", "file pattern");
      check(piece, "home", "home directory");
    }
    return text;
  }

  private static void check(Matcher piece, String group, String kind) {
    if (piece.group(group) != null) {
      throw wrong(
          "no shell reads this " + kind,
          "use \"script:\" in place of \"command:\", or quote what the program shall get as it"
              + " stands",
          piece,
          group);
    }
  }

  private static UnreadableValue wrong(String message, String hint, Matcher at, String group) {
    return new UnreadableValue(
        "command-shell",
        message + ": \"" + at.group(group) + "\"",
        hint,
        Optional.empty(),
        at.start(group),
        at.end(group) - at.start(group));
  }
}
