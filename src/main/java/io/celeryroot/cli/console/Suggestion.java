// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;

/** Words that follow an unknown name: the known names and the one that was perhaps meant. */
public final class Suggestion {

  private Suggestion() {}

  /** Returns {@code ; did you mean "status"?}, or nothing when no name is near. */
  public static String of(String word, Collection<String> known) {
    return Nearest.to(word, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /** Returns {@code no command "x"}, and the command below {@code parent} that was meant. */
  public static String noCommand(String word, CommandLine parent) {
    return "no command \"" + word + "\"" + of(word, List.copyOf(parent.getSubcommands().keySet()));
  }

  /** Returns {@code no schedule "x"; schedules are: a, b; did you mean "a"?}. */
  public static String unknown(String kind, String word, Collection<String> known) {
    List<String> names = known.stream().sorted().toList();
    String listed = names.isEmpty() ? "; the file has none" : Nearest.listed(kind + "s", names);
    return "no " + kind + " " + Quote.of(word) + listed + of(word, names);
  }
}
