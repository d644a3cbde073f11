// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Version of Celeryroot; {@code pom.xml} says it, and the build writes it into a resource. */
public final class Version {

  /** Such as {@code 0.1.0}. */
  public static final String CURRENT =
      ClassPathText.of("/io/celeryroot/config/version.txt").strip();

  private Version() {}
}
