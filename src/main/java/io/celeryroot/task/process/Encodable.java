// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.nio.charset.Charset;
import java.util.List;

/** Refuses text that would not reach the program byte for byte. */
final class Encodable {

  private static final int FIRST_WITH_NATIVE_CHARSET = 18;

  private Encodable() {}

  /**
   * The character set in which this JDK hands text to programs: until 17 the default one, later
   * that of the locale.
   */
  static Charset charset() {
    return Runtime.version().feature() < FIRST_WITH_NATIVE_CHARSET
        ? Charset.defaultCharset()
        : Charset.forName(System.getProperty("sun.jnu.encoding"));
  }

  static void check(ProcessSpec spec, Charset charset) {
    List<String> command = spec.command();
    for (int i = 0; i < command.size(); i++) {
      check(i == 0 ? "the program name" : "argument " + i, command.get(i), charset);
    }
    spec.environment()
        .forEach(
            (name, value) -> {
              check("the name of environment variable " + name, name, charset);
              check("environment variable " + name, value, charset);
              if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new CannotLaunch("not a name of an environment variable: \"" + name + "\"");
              }
            });
  }

  private static void check(String what, String text, Charset charset) {
    if (text.indexOf('\0') >= 0) {
      throw new CannotLaunch(what.replace("\0", "\\0") + " holds a NUL character");
    }
    if (!charset.newEncoder().canEncode(text)) {
      throw new CannotLaunch(
          what
              + " has a character that "
              + charset
              + " lacks; start the worker with LC_ALL=C.UTF-8");
    }
  }
}
