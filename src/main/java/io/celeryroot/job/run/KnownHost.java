// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import java.util.Set;

/**
 * A host whose worker has been seen, for roles whose {@code hostnames:} are globs.
 *
 * @param name host name
 * @param roles the roles its worker serves
 */
public record KnownHost(String name, Set<String> roles) {

  public KnownHost {
    roles = Set.copyOf(roles);
  }
}
