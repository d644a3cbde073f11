// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.net.URI;
import java.util.Optional;

/** A service made from cl.yaml as it was read once, which one made from the next may follow. */
interface Generation extends Service {

  /** Address of the management port; empty if there is none. */
  Optional<URI> managementAddress();

  /**
   * Closes the management port and stops the user's routes that begin by themselves, for those of
   * the next one to start. Jobs and the routes that they call go on.
   */
  void makeRoom();

  /** Starts those routes again, because the next one cannot run. The port stays closed. */
  void takeBack();

  /** Takes nothing new; what runs goes on. Called when the next one has started. */
  void rest();

  /** Closes when its jobs have ended, however long they take. Called after {@link #rest}. */
  void retire();
}
