// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.net.URI;
import java.util.Optional;

/** A service made from cl.yaml as it was read once, which one made from the next may follow. */
interface Generation extends Service {

  /** Address of the management port; empty if there is none. */
  Optional<URI> managementAddress();

  /** Closes the management port, for the next one to open. All else goes on. */
  void leavePort();

  /**
   * Takes nothing new, and closes when its jobs have ended, however long they take. Called when the
   * next one has started.
   */
  void retire();
}
