// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.IsoTime;
import io.celeryroot.job.JobState;
import io.celeryroot.text.Text;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason of a job that was skipped because the last job of its schedule on its target had not
 * ended: {@code overlap: nightly-20261129T020000Z still runs}.
 *
 * @param run of the last job; the id of that job, if it has no run
 * @param state of the last job, not an end
 * @param host that the last job waits for; empty: it does not wait, or any host may take it
 * @param seen last sign of life of that host, which is away; empty: it is alive, or was never seen
 * @param isAway true: no worker of that host lives
 */
public record OverlapReason(
    String run, JobState state, Optional<String> host, Optional<Instant> seen, boolean isAway) {

  private static final Pattern TEXT =
      Pattern.compile(
          "overlap: (\\S+) (still runs|is to be tried again|still waits)"
              + "(?: for (\\S+), (?:away since (\\S+)|(never seen)))?");

  public OverlapReason {
    requireNonNull(run, "run");
    requireNonNull(state, "state");
  }

  /** Returns the reason of a last job that runs, or waits for no host in particular. */
  public static OverlapReason of(String run, JobState state) {
    return new OverlapReason(run, state, Optional.empty(), Optional.empty(), false);
  }

  /**
   * Returns the reason of a last job that waits for a host that is away.
   *
   * @param seen last sign of life of the host; empty: none ever
   */
  public static OverlapReason away(String run, String host, Optional<Instant> seen) {
    return new OverlapReason(run, JobState.PENDING, Optional.of(host), seen, true);
  }

  /** Text for the record of the job that is skipped. */
  public String text() {
    return "overlap: " + run + " " + word() + away();
  }

  private String word() {
    return switch (state) {
      case STARTED -> "still runs";
      case RETRY -> "is to be tried again";
      default -> "still waits";
    };
  }

  private String away() {
    return isAway
        ? host.map(name -> " for " + name + ", ").orElse("")
            + seen.map(at -> "away since " + Text.utc(at)).orElse("never seen")
        : "";
  }

  /** Reads {@link #text}; empty: another reason. */
  public static Optional<OverlapReason> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    JobState state =
        switch (parts.group(2)) {
          case "still runs" -> JobState.STARTED;
          case "is to be tried again" -> JobState.RETRY;
          default -> JobState.PENDING;
        };
    return Optional.of(
        new OverlapReason(
            parts.group(1),
            state,
            Optional.ofNullable(parts.group(3)),
            Optional.ofNullable(parts.group(4)).flatMap(IsoTime::parse),
            parts.group(3) != null));
  }
}
