// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.completion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The commands as lines for {@code words.sh}, with tabs between fields: {@code C PATH COMMANDS},
 * {@code O PATH OPTION KINDS} and {@code P PATH PLACE KINDS}. A kind is the label of a value in the
 * help; one in lower case is the value itself.
 */
final class CompletionTable {

  private final List<String> lines = new ArrayList<>();

  private CompletionTable() {}

  static String of(CommandSpec root) {
    CompletionTable table = new CompletionTable();
    table.add("", root);
    return String.join("\n", table.lines);
  }

  private void add(String path, CommandSpec command) {
    Map<String, CommandLine> below = command.subcommands();
    String names =
        below.entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" "));
    line("C", path, names);
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        Arrays.stream(option.names())
            .forEach(name -> line("O", path, name, option.arity().max() == 0 ? "" : kinds(option)));
      }
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String place =
          parameter.index().isVariable() || parameter.arity().max() > 1
              ? "*"
              : String.valueOf(parameter.index().min());
      line("P", path, place, kinds(parameter));
    }
    below.forEach(
        (name, child) -> add(path.isEmpty() ? name : path + " " + name, child.getCommandSpec()));
  }

  private static String kinds(ArgSpec argument) {
    Iterable<String> words = argument.completionCandidates();
    return words == null || !words.iterator().hasNext()
        ? argument.paramLabel()
        : StreamSupport.stream(words.spliterator(), false)
            .map(word -> word.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("|"));
  }

  private void line(String... fields) {
    lines.add(String.join("\t", fields));
  }
}
