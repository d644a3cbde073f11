// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.Source;
import io.celeryroot.text.Printable;
import java.nio.file.Path;

/** The origin of generated files, as those files state it. */
public final class Origin {

  private static final String MARK = ": do not edit. To make it again: cl generate-routes";

  private final String file;

  Origin(String file) {
    this.file = baseName(file);
  }

  /** First line of every file: a comment in YAML and in properties. */
  String header() {
    return "# Made from " + Printable.line(file) + MARK + "\n";
  }

  /** Tells generated files from those of the user by their text, or its first line. */
  public static boolean isOf(String text) {
    return text.lines().findFirst().filter(line -> line.contains(MARK)).isPresent();
  }

  /** Position as {@code cl.yaml:12}, without the directory, which differs between machines. */
  static String place(Source source) {
    String name = baseName(source.file());
    return source.line() == 0 ? name : name + ":" + source.line();
  }

  private static String baseName(String file) {
    Path name = Path.of(file).getFileName();
    return name == null ? file : name.toString();
  }
}
