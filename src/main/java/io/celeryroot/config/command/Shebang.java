// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.command;

import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program that the first line of a script names, and how it takes the text as an argument. */
public final class Shebang {

  /** The program of scripts without such a line, with the arguments before the text. */
  public static final List<String> SHELL = List.of("/bin/sh", "-eu", "-c");

  private static final Pattern LINE =
      Pattern.compile("#![ \t]*(?<file>[^ \t\n]*)(?:[ \t]+(?<argument>[^\n]*?))?[ \t]*(?:\n|\\z)");

  /** A name with a version, such as {@code python3.11}. */
  private static final Pattern NAME = Pattern.compile("(?:.*/)?([a-z]+)[0-9.]*");

  private static final List<String> TAKE_C =
      List.of("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "python");

  private static final List<String> TAKE_E = List.of("perl", "ruby", "node");

  private Shebang() {}

  /**
   * Returns the program of a script with the arguments before its text, as the kernel would read
   * its first line.
   *
   * @throws UnreadableValue the program takes no text as an argument
   */
  public static List<String> interpreter(String script) {
    Matcher line = LINE.matcher(script);
    if (!line.lookingAt()) {
      return SHELL;
    }
    String file = line.group("file");
    String argument = line.group("argument") == null ? "" : line.group("argument").strip();
    if (!file.startsWith("/")) {
      throw refused(line, "a first line without the absolute path of a program");
    }
    List<String> words = new ArrayList<>(List.of(file));
    boolean isEnv = file.endsWith("/env");
    if (!argument.isEmpty()) {
      // The kernel splits no further; env(1) with -S does.
      words.addAll(isEnv ? List.of(argument.split("[ \t]+", -1)) : List.of(argument));
    }
    words.add(option(line, isEnv ? words.stream().skip(1).toList() : words));
    return List.copyOf(words);
  }

  private static String option(Matcher line, List<String> words) {
    String program =
        words.stream()
            .filter(word -> !word.startsWith("-") && word.indexOf('=') < 0)
            .findFirst()
            .orElse("");
    Matcher name = NAME.matcher(program);
    String known = name.matches() ? name.group(1) : program;
    if (TAKE_C.contains(known)) {
      return "-c";
    }
    if (TAKE_E.contains(known)) {
      return "-e";
    }
    throw refused(line, "a first line that names a program which takes no script as an argument");
  }

  private static UnreadableValue refused(Matcher line, String message) {
    return new UnreadableValue(
        "script-program",
        message + ": \"" + line.group().strip() + "\"",
        "put the script into a file on the hosts and call it with \"command\", or delete the line");
  }
}
