// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

/**
 * One entry of {@code routes:} in cl.yaml: which files hold Camel routes of the user.
 *
 * @param glob a path or a glob over paths, from the directory of cl.yaml on
 * @param source position of the entry
 */
public record RouteGlob(String glob, Source source) {

  public RouteGlob {
    requireNonNull(glob, "glob");
    requireNonNull(source, "source");
  }
}
