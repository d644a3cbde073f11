// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Words that follow an unknown name: the known names and the one that was perhaps meant. */
public final class Suggestion {

  private Suggestion() {}

  /** Returns {@code ; did you mean "status"?}, or nothing when no name is near. */
  public static String of(String word, Collection<String> known) {
    return Nearest.to(word, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /**
   * Returns {@code no command "x"}, and the command below {@code parent} that was meant, or those
   * of that name one level lower.
   */
  public static String noCommand(String word, CommandLine parent) {
    String lower =
        parent.getSubcommands().entrySet().stream()
            .filter(group -> group.getValue().getSubcommands().containsKey(word))
            .map(group -> Quote.of(group.getKey() + " " + word))
            .collect(Collectors.joining(", "));
    String meant =
        lower.isEmpty()
            ? of(word, List.copyOf(parent.getSubcommands().keySet()))
            : "; did you mean " + lower + "?";
    return "no command " + Quote.of(word) + meant;
  }

  /** Returns {@code no schedule "x"; schedules are: a, b; did you mean "a"?}. */
  public static String unknown(String kind, String word, Collection<String> known) {
    List<String> names = known.stream().sorted().toList();
    String listed = names.isEmpty() ? "; the file has none" : Nearest.listed(kind + "s", names);
    return "no " + kind + " " + Quote.of(word) + listed + of(word, names);
  }
}
