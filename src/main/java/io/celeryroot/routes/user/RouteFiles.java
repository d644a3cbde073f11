// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import io.celeryroot.config.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * The Camel files that {@code routes:} of a cl.yaml names, as they are on this machine.
 *
 * @param files each once, absolute, sorted; generated files are not among them
 * @param problems mistakes in them, at the entry of {@code routes:} that names them
 * @param warnings endpoints of cl.yaml that no route in them takes from
 */
public record RouteFiles(List<Path> files, List<Problem> problems, List<Problem> warnings) {

  public RouteFiles {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }
}
