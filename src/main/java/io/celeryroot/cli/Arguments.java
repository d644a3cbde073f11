// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The arguments of one call before picocli parses them. Their words are the arguments that are
 * neither options nor values of options.
 */
final class Arguments {

  private final List<String> all;
  private final CommandSpec root;

  Arguments(CommandSpec root, List<String> all) {
    this.root = root;
    this.all = all;
  }

  String[] toArray() {
    return all.toArray(String[]::new);
  }

  boolean askForHelp() {
    return haveAny(List.of("-h", "--help"));
  }

  boolean haveAny(Collection<String> words) {
    return !Collections.disjoint(all, words);
  }

  /** Returns true if one of some options stands before the first word. */
  boolean beginWithAny(Collection<String> options) {
    return !Collections.disjoint(
        all.subList(0, Math.min(all.size(), firstFrom(0, this::isWithValue))), options);
  }

  /** Returns the first word; empty text when there is none. */
  String first() {
    return at(firstFrom(0, this::isWithValue));
  }

  /** Returns the second word; empty text when there is none. */
  String second() {
    return at(firstFrom(firstFrom(0, this::isWithValue) + 1, this::isWithValue));
  }

  /**
   * Lets {@code cl task TASK} stand for {@code cl task run TASK}.
   *
   * <p>Done before picocli reads the arguments, because picocli would take an argument of the task
   * that equals a command, as in {@code cl task install list}, for that command. A task that is
   * named like a command is started with the long form: {@code cl task run status}.
   *
   * @param isCommand tells whether a word names a command below {@code task}
   * @param run the command {@code run}, whose options may stand before the name
   */
  Arguments withRun(Predicate<String> isCommand, Supplier<CommandSpec> run) {
    int task = firstFrom(0, this::isWithValue);
    if (!at(task).equals("task")) {
      return this;
    }
    String name =
        at(firstFrom(task + 1, o -> isWithValue(o) || (isUnknown(o) && isWithValue(run.get(), o))));
    if (name.isEmpty() || isCommand.test(name)) {
      return this;
    }
    List<String> longForm = new ArrayList<>(all);
    longForm.add(task + 1, "run");
    return new Arguments(root, longForm);
  }

  private int firstFrom(int from, Predicate<String> isWithValue) {
    int i = from;
    while (i < all.size() && all.get(i).startsWith("-") && !all.get(i).equals("--")) {
      i += isWithValue.test(all.get(i)) ? 2 : 1;
    }
    return i;
  }

  private String at(int index) {
    return index < all.size() ? all.get(index) : "";
  }

  private boolean isUnknown(String option) {
    return root.findOption(option) == null;
  }

  private boolean isWithValue(String option) {
    return isWithValue(root, option);
  }

  private static boolean isWithValue(CommandSpec spec, String name) {
    OptionSpec option = spec.findOption(name);
    return option != null && option.arity().max() > 0;
  }
}
