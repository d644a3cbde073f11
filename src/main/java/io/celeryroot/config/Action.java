// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.config.command.Shebang;
import java.util.List;

/** The action of a task: exactly one of {@code command}, {@code script} and {@code to}. */
public sealed interface Action {

  /**
   * A program and its arguments, never given to a shell.
   *
   * @param argv the program first, as fixed text. In the other elements a name in braces stands for
   *     a parameter's value, and doubled braces for literal ones. May hold secrets from the
   *     environment
   * @param template the same words as they stand in cl.yaml, without values of environment
   *     variables
   */
  record Command(List<String> argv, List<String> template) implements Action {
    public Command {
      argv = List.copyOf(argv);
      template = List.copyOf(template);
    }
  }

  /**
   * Text for a program, {@code /bin/sh -eu} unless its first line names another; parameters arrive
   * as environment variables.
   *
   * @param text the script
   * @param interpreter the program that reads it, and its arguments before the text
   */
  record Script(String text, List<String> interpreter) implements Action {
    public Script {
      interpreter = List.copyOf(interpreter);
    }

    /** A script whose program is the one that its first line names. */
    public static Script of(String text) {
      return new Script(text, Shebang.interpreter(text));
    }
  }

  /**
   * A Camel endpoint; parameters arrive as the body, a map.
   *
   * @param uri fixed text; may hold secrets from the environment
   * @param template as it stands in cl.yaml, without values of environment variables
   */
  record To(String uri, String template) implements Action {}
}
