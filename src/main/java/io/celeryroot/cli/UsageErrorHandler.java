// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.OptionValues;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports on stderr what is wrong with a command line and what was perhaps meant. */
final class UsageErrorHandler implements IParameterExceptionHandler {

  /**
   * The start of picocli's message, which names the option, before that of {@link OptionValues}.
   */
  private static final Pattern FORM =
      Pattern.compile("^Invalid value for option '([^']+)'(?: \\([^)]*\\))?: ");

  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[(.*)\\] \\(case-insensitive\\) but was '(.*)'");

  private final Console console;

  UsageErrorHandler(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    console.say("cl: " + message(exception, command));
    console.say("    see: " + name + " --help");
    return ExitCode.WRONG_COMMAND_LINE;
  }

  private static String message(ParameterException exception, CommandLine command) {
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getUnmatched().get(0), command);
    }
    String text = inOurWords(exception.getMessage());
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String inOurWords(String message) {
    String text = FORM.matcher(message).replaceFirst("$1: ");
    Matcher choice = CHOICE.matcher(text);
    return choice.find()
        ? text.substring(0, choice.start())
            + "no such value: \""
            + Printable.line(choice.group(2))
            + "\"; values are: "
            + choice.group(1).toLowerCase(Locale.ROOT)
        : text;
  }

  private static String unmatched(String word, CommandLine command) {
    if (word.startsWith("-")) {
      List<String> options =
          command.getCommandSpec().options().stream()
              .flatMap(option -> Stream.of(option.names()))
              .filter(option -> option.startsWith("--"))
              .toList();
      return "unknown option \"" + word + "\"" + Suggestion.of(word, options);
    }
    List<String> commands = List.copyOf(command.getSubcommands().keySet());
    return commands.isEmpty()
        ? "unexpected argument: \"" + word + "\""
        : "no command \"" + word + "\"" + Suggestion.of(word, commands);
  }
}
