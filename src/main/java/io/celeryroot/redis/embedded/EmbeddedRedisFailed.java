// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

/** Thrown when a Redis server cannot be started here. */
public final class EmbeddedRedisFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  EmbeddedRedisFailed(String program, String reason, Throwable cause) {
    super("starting " + program + ": " + reason, cause);
  }
}
