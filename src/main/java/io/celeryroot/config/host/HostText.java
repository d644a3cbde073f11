// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.host;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts with {@code {host.NAME}}, which stands for a variable of the host that runs a job. With
 * doubled braces it stands for itself; behind a dollar sign it is something else.
 */
public final class HostText {

  /** Beginning of such a name. */
  public static final String PREFIX = "host.";

  private static final Pattern VARIABLE =
      Pattern.compile("(?<![{$])\\{host\\.([A-Za-z_][A-Za-z0-9_]{0,63})\\}(?!\\})");

  private static final Pattern LITERAL =
      Pattern.compile("(?<![{$])\\{(\\{+host\\.[A-Za-z_][A-Za-z0-9_]{0,63}\\}+)\\}(?!\\})");

  private static final Pattern EITHER =
      Pattern.compile(VARIABLE.pattern() + "|" + LITERAL.pattern());

  private HostText() {}

  /** Returns whether hosts make another text of it: it names a variable, or has doubled braces. */
  public static boolean isIn(String text) {
    return text.contains("{" + PREFIX)
        && (VARIABLE.matcher(text).find() || LITERAL.matcher(text).find());
  }

  /** Returns the variables that a text names, each once. */
  public static Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (text.contains("{" + PREFIX) && matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /**
   * Returns the variables that a task itself names, each once: in its command, and in the defaults
   * of its parameters.
   *
   * @param given names of the parameters whose defaults do not count
   */
  public static Set<String> names(TaskDefinition task, Set<String> given) {
    Set<String> names = new LinkedHashSet<>(namesOf(task.action()));
    task.params().stream()
        .filter(param -> !given.contains(param.name()))
        .map(Param::defaultValue)
        .forEach(text -> text.ifPresent(found -> names.addAll(names(found))));
    return names;
  }

  /** Returns the variables that the arguments of a command name; of another action none. */
  public static Set<String> namesOf(Action action) {
    Set<String> names = new LinkedHashSet<>();
    if (action instanceof Action.Command command) {
      command.argv().stream().skip(1).forEach(word -> names.addAll(names(word)));
    }
    return names;
  }

  /**
   * Fills in variables, and takes one pair of braces away where they are doubled.
   *
   * @param vars has all that the text names
   */
  public static String fill(String text, Map<String, String> vars) {
    if (!text.contains("{" + PREFIX)) {
      return text;
    }
    // In one pass, so that the value of a variable stays as it is.
    return EITHER
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null ? found.group(2) : vars.get(found.group(1))));
  }
}
