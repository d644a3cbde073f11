// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.RouteGlob;
import io.celeryroot.config.Source;
import io.celeryroot.text.Printable;
import java.nio.file.Path;

/** The origin of generated files, as those files state it. */
final class Origin {

  private final String file;

  Origin(String file) {
    this.file = baseName(file);
  }

  /** First line of every file: a comment in YAML and in properties. */
  String header() {
    return "# Made from " + Printable.line(file) + RouteGlob.GENERATED_MARK + "\n";
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
