// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.redis.QueueUnavailable;

/** Messages about a Redis that does not answer or refuses. */
public final class RedisFailureText {

  private static final String UNREACHABLE = "; fix: start it, or check redis.url in cl.yaml";

  private RedisFailureText() {}

  /** States what failed, where and why, with the fix. */
  public static String of(QueueUnavailable failure) {
    String fix =
        failure.isUnreachable()
            ? UNREACHABLE + (isOneServer(failure) ? "; on one machine: cl up" : "")
            : failure.fix().map(text -> "; fix: " + text).orElse("");
    return "cl: " + firstLine(failure) + fix;
  }

  /** States what failed, where and why. */
  static String firstLine(QueueUnavailable failure) {
    return failure.getMessage().lines().findFirst().orElse("Redis does not answer");
  }

  /** Sentinels and clusters never run on one machine only. */
  private static boolean isOneServer(QueueUnavailable failure) {
    String line = firstLine(failure);
    return !line.contains("+sentinel://") && !line.contains("+cluster://");
  }
}
