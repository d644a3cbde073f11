// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

/** The facts of a host at one moment: a fact that is asked for twice is measured once. */
@FunctionalInterface
public interface Facts {

  /**
   * Measures a fact.
   *
   * @param kind of the quantity that it is compared with, for a fact that has no kind of its own
   * @throws Unmeasurable it could not be found out, or has another kind
   */
  Quantity value(FactUse use, Kind kind) throws InterruptedException;
}
