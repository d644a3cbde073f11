// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.List;

/** What a task does: exactly one of {@code command}, {@code script} and {@code to}. */
public sealed interface Action {

  /**
   * A program and its arguments, never given to a shell.
   *
   * @param argv the program first, as fixed text; in the other elements a name in braces stands for
   *     a parameter's value, and doubled braces for literal ones
   */
  record Command(List<String> argv) implements Action {
    public Command {
      argv = List.copyOf(argv);
    }
  }

  /**
   * Text for {@code /bin/sh -eu}; parameters arrive as environment variables.
   *
   * @param text the script
   */
  record Script(String text) implements Action {}

  /**
   * A Camel endpoint; parameters arrive as the body, a map.
   *
   * @param uri fixed text
   */
  record To(String uri) implements Action {}
}
