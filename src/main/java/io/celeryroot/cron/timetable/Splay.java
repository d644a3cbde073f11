// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.cron.Intervals;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/**
 * A span over which the hosts of a run start, each at a point of its own. The point depends on the
 * names of schedule and host alone, so a host keeps it.
 *
 * @param span as {@link Intervals} allows
 */
public record Splay(Duration span) {

  public Splay {
    if (!Intervals.isAllowed(span)) {
      throw new IllegalArgumentException("splay " + span);
    }
  }

  /**
   * The time after a due instant at which a host starts.
   *
   * @param schedule name of the schedule, or of the task that is run by hand
   * @return whole seconds, less than the span
   */
  public Duration of(String schedule, String host) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest((schedule + '\0' + host).getBytes(UTF_8));
      return Duration.ofSeconds(Math.floorMod(ByteBuffer.wrap(hash).getLong(), span.toSeconds()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The instant at which a host starts. */
  public Instant start(Instant due, String schedule, String host) {
    return due.plus(of(schedule, host));
  }
}
