// SPDX-License-Identifier: Apache-2.0
package io.celeryroot;

/** The version of this build. */
public final class Version {
  private Version() {}
}
