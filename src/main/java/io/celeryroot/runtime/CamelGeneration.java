// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.net.URI;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** A service that is one Camel context, and runs no jobs unless its kind says otherwise. */
abstract class CamelGeneration implements Generation {

  final CamelProcess camel;

  CamelGeneration(CamelProcess camel) {
    this.camel = camel;
  }

  @Override
  public Optional<URI> managementAddress() {
    return camel.managementAddress();
  }

  CamelContext context() {
    return camel.context();
  }

  @Override
  public void start() {
    camel.start();
  }

  @Override
  public void endJobs() {}

  @Override
  public void makeRoom() {
    camel.makeRoom();
  }

  @Override
  public void takeBack() {
    camel.takeBack();
  }

  @Override
  public void rest() {}

  @Override
  public void retire() {
    camel.close();
  }

  @Override
  public void onEnd(Runnable action) {
    camel.onEnd(action);
  }

  @Override
  public void close() {
    camel.close();
  }
}
