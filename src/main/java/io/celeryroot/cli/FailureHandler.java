// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.OptionValues;
import io.celeryroot.cli.console.RedisFailureText;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.sign.KeyUnusable;
import io.celeryroot.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a wrong command line or the exception of a command into one message and an exit code. */
final class FailureHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {

  /**
   * The start of picocli's message, which names the option, before that of {@link OptionValues}.
   */
  private static final Pattern FORM =
      Pattern.compile(
          "^Invalid value for (?:option '([^']+)'(?: \\([^)]*\\))?"
              + "|positional parameter at index [0-9.]+[*]? \\(([^)]*)\\)): ");

  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[(.*)\\] \\(case-insensitive\\) but was '(.*)'");

  private final Console console;

  FailureHandler(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult arguments) {
    console.out().flush();
    console.say(message(exception));
    if (console.options().debug) {
      exception.printStackTrace(console.err());
    }
    return exception instanceof CommandFailure failure
        ? failure.exitCode()
        : ExitCode.NOT_FOUND_OUT;
  }

  private static String message(Exception exception) {
    if (exception instanceof CommandFailure) {
      return exception.getMessage();
    }
    if (exception instanceof KeyUnusable unusable) {
      return "cl: " + unusable.getMessage() + "\n    fix: " + unusable.fix();
    }
    return exception instanceof QueueUnavailable unavailable
        ? RedisFailureText.of(unavailable)
        : "cl: a defect of this program: " + exception + "\n    for the stack trace: add --debug";
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    console.say("cl: " + mistake(exception, command, args));
    console.say("    see: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.WRONG_COMMAND_LINE;
  }

  private String mistake(ParameterException exception, CommandLine command, String[] args) {
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String unknown = unmatched.getUnmatched().get(0);
      List<String> all = List.of(args);
      return asFile(command, all)
          .filter(word -> all.indexOf(word) < all.indexOf(unknown))
          .map(word -> Suggestion.noCommand(word, command))
          .orElseGet(() -> unmatched(unknown, command));
    }
    String text = inOurWords(exception.getMessage());
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** Returns the first word if it is not a command, and was taken for the file of a service. */
  private Optional<String> asFile(CommandLine command, List<String> args) {
    String word = new Arguments(command.getCommandSpec(), args).first();
    boolean isOther =
        word.isEmpty()
            || command.getParent() != null
            || command.getSubcommands().isEmpty()
            || command.getSubcommands().containsKey(word)
            || ClCommand.isFile(console, word);
    return isOther ? Optional.empty() : Optional.of(word);
  }

  private static String inOurWords(String message) {
    String text = FORM.matcher(message).replaceFirst("$1$2: ");
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
    return command.getSubcommands().isEmpty()
        ? "unexpected argument: \"" + word + "\""
        : Suggestion.noCommand(word, command);
  }
}
