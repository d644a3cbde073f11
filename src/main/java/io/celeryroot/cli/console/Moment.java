// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A time on the command line: an instant, or so long ago.
 *
 * @param instant empty: it counts back from now
 * @param ago zero if there is an instant
 */
public record Moment(Optional<Instant> instant, Duration ago) {

  public Instant from(Instant now) {
    return instant.orElseGet(() -> now.minus(ago));
  }
}
