// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import java.time.Duration;
import java.util.Optional;

/** A body that comes bit by bit. One thread at a time asks for it. */
public interface Live {

  /**
   * Returns the next bit.
   *
   * @return empty text: nothing new; empty: it is over
   */
  Optional<String> next();

  /** Time between two questions; zero: as fast as the browser reads. */
  Duration pause();
}
