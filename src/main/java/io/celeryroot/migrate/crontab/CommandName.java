// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A name for a command: that of its program or script, without what only prepares for it. */
final class CommandName {

  private static final Pattern TOKEN =
      Pattern.compile(
          "'[^']*'|\"(?:\\\\.|[^\"\\\\]++)*+\"|&&|\\|\\||[;|&(){}]"
              + "|(?:\\$\\{[^}]*\\}|\\$\\([^)]*\\)|\\$|[^\\s;|&(){}'\"$]++)++");

  private static final Set<String> BREAKS =
      Set.of("&&", "||", ";", "|", "&", "(", ")", "{", "}", "then", "else", "do");

  /** Commands that prepare for another one. */
  private static final Set<String> PREPARES =
      Set.of(
          "cd", "[", "test", "export", ".", "source", "sleep", "set", "umask", "ulimit", "true",
          ":", "if", "fi", "while", "for", "done", "command", "mkdir", "echo", "date");

  /** Programs that run another one, with those of their options that take a value. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "env",
          "nice",
          "ionice",
          "sudo",
          "timeout",
          "flock",
          "chronic",
          "setsid",
          "nohup",
          "time",
          "exec",
          "su",
          "unbuffer",
          "systemd-cat",
          "chrt",
          "doas",
          "xvfb-run");

  private static final Pattern INTERPRETER =
      Pattern.compile("(?:ba|da|z|k)?sh|python[0-9.]*|perl|ruby|php[0-9.]*|node|java|bundle|npx");
  private static final Pattern EXTENSION =
      Pattern.compile("[.](?:sh|bash|py|pl|rb|php|js|ts|jar|cron|exe)$");
  private static final Pattern SUBCOMMAND = Pattern.compile("[a-z][a-z0-9:_-]{0,23}");
  private static final Set<String> MANAGERS = Set.of("manage", "artisan", "console", "rake");

  private CommandName() {}

  static String of(String command) {
    List<List<String>> parts = parts(command);
    return parts.stream()
        .filter(words -> !PREPARES.contains(base(words.get(0))) && !isOneLiner(words))
        .findFirst()
        .or(() -> parts.stream().reduce((first, last) -> last))
        .map(CommandName::ofWords)
        .orElse("job");
  }

  /** Splits at the operators of a shell. */
  private static List<List<String>> parts(String command) {
    List<List<String>> parts = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Matcher token = TOKEN.matcher(command);
    while (token.find()) {
      if (BREAKS.contains(token.group())) {
        close(words, parts);
        words = new ArrayList<>();
      } else {
        words.add(token.group());
      }
    }
    close(words, parts);
    return parts;
  }

  /** Code on the command line mostly waits for a random time. */
  private static boolean isOneLiner(List<String> words) {
    return INTERPRETER.matcher(base(words.get(0))).matches()
        && words.stream().anyMatch(word -> word.contains("sleep"));
  }

  private static void close(List<String> words, List<List<String>> parts) {
    while (!words.isEmpty() && words.get(0).matches("\\w+=.*|!|\\d?[<>].*")) {
      boolean isRedirection = words.get(0).matches("\\d?[<>]+");
      words.remove(0);
      if (isRedirection && !words.isEmpty()) {
        words.remove(0);
      }
    }
    if (!words.isEmpty()) {
      parts.add(words);
    }
  }

  private static String ofWords(List<String> words) {
    String program = base(words.get(0));
    List<String> rest = words.subList(1, words.size());
    if (WRAPPERS.contains(program)) {
      return wrapped(rest).orElse(program);
    }
    if (program.equals("run-parts")) {
      return rest.stream()
          .filter(word -> word.startsWith("/"))
          .findFirst()
          .map(CommandName::base)
          .orElse(program);
    }
    if (INTERPRETER.matcher(program).matches()) {
      return interpreted(rest).orElse(program);
    }
    return named(program, rest, !EXTENSION.matcher(words.get(0)).find());
  }

  /** Looks for the program that a wrapper runs: the first word that may be one. */
  private static Optional<String> wrapped(List<String> rest) {
    int option = rest.indexOf("-c");
    if (option >= 0 && option + 1 < rest.size() && isQuoted(rest.get(option + 1))) {
      String inner = rest.get(option + 1);
      return Optional.of(of(inner.substring(1, inner.length() - 1)));
    }
    for (int i = 0; i < rest.size(); i++) {
      String word = rest.get(i);
      if (isQuoted(word)) {
        return Optional.of(of(word.substring(1, word.length() - 1)));
      }
      boolean isValue = i > 0 && rest.get(i - 1).matches("-[ncugpswtE]|--user|--group");
      boolean isProgram =
          !isValue
              && word.matches("[A-Za-z/~.$].*")
              && !word.contains("=")
              && !word.matches(".*[.]lock|.*/locks?/.*|/tmp/.*|/run/.*|/var/run/.*|-");
      if (isProgram && (word.contains("/") || word.length() > 2)) {
        return Optional.of(ofWords(rest.subList(i, rest.size())));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> interpreted(List<String> rest) {
    boolean isModule = rest.size() > 1 && rest.get(0).equals("-m");
    Optional<String> file =
        rest.stream().filter(word -> !isModule && EXTENSION.matcher(word).find()).findFirst();
    if (file.isPresent() && !isQuoted(file.get())) {
      String name = base(file.get());
      List<String> after = rest.subList(rest.indexOf(file.get()) + 1, rest.size());
      return Optional.of(named(name, after, MANAGERS.contains(name)));
    }
    for (int i = 0; i < rest.size(); i++) {
      String word = rest.get(i);
      if (word.equals("-m") && i + 1 < rest.size()) {
        return Optional.of(rest.get(i + 1));
      }
      if (isQuoted(word)) {
        return Optional.of(of(word.substring(1, word.length() - 1)));
      }
      if (!word.startsWith("-") && !word.equals("exec")) {
        String script = base(word);
        boolean isManager = MANAGERS.contains(script);
        return Optional.of(named(script, rest.subList(i + 1, rest.size()), isManager));
      }
    }
    return Optional.empty();
  }

  private static String named(String program, List<String> rest, boolean hasSubcommand) {
    return hasSubcommand && !rest.isEmpty() && SUBCOMMAND.matcher(rest.get(0)).matches()
        ? program + "_" + rest.get(0)
        : program;
  }

  private static boolean isQuoted(String word) {
    return word.length() > 2 && (word.startsWith("'") || word.startsWith("\""));
  }

  private static String base(String word) {
    String plain = word.replaceAll("^['\"]|['\"]$", "").replaceAll("/+$", "");
    String name = plain.substring(plain.lastIndexOf('/') + 1);
    return EXTENSION.matcher(name).replaceFirst("");
  }
}
