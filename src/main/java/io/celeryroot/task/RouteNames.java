// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Action;
import io.celeryroot.config.TaskDefinition;
import java.nio.charset.StandardCharsets;

/**
 * Names in the form that routes use: safe as a file name, in a URI, in a bean expression and as an
 * id. Pure.
 */
public final class RouteNames {

  /** ID of the route that runs the programs of all built-in tasks. */
  public static final String BUILT_IN = "celeryroot.built-in";

  private RouteNames() {}

  /** Returns the ID of the route that performs the attempts of a task. */
  public static String ofTask(TaskDefinition task) {
    return task.isBuiltIn() && !(task.action() instanceof Action.To)
        ? BUILT_IN
        : "task." + of(task.name());
  }

  /**
   * Returns the route form of a name of a schedule, role or task.
   *
   * @return the name itself when it is made of letters, digits, {@code -} and {@code _}; otherwise
   *     with all other characters as {@code ~} and hexadecimal, so that different names stay
   *     different
   */
  public static String of(String name) {
    return escape(name, '~');
  }

  /** Escapes text for the path or an option of a Camel URI. */
  public static String inUri(String text) {
    return escape(text, '%');
  }

  /**
   * Makes text for readers of a route, with {@code _} in place of each character that is not plain.
   * Camel resolves placeholders and separators also when they are encoded, so no escape is safe.
   * The program that runs comes from cl.yaml.
   */
  public static String shown(String text) {
    return text.replaceAll("[^A-Za-z0-9_./,:@=-]", "_");
  }

  private static String escape(String text, char mark) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) b, mark)) {
        escaped.append((char) b);
      } else {
        escaped.append("%c%02X".formatted(mark, b));
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(char c, char mark) {
    return ('a' <= c && c <= 'z')
        || ('A' <= c && c <= 'Z')
        || ('0' <= c && c <= '9')
        || c == '-'
        || c == '_'
        || (mark == '%' && (c == '.' || c == '/' || c == ',' || c == '*' || c == ':'));
  }
}
