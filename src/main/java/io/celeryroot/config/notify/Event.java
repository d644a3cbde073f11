// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import io.celeryroot.text.EnumWords;
import java.util.List;

/** The things that people are told, in the words of {@code on:}. */
public enum Event {
  /** A job of the run failed or timed out. */
  FAILED,
  /** The worker of a job died, and the job is not run again. */
  LOST,
  /** A worker refused a job. */
  REJECTED,
  /** A job waited too long and was not run. */
  EXPIRED,
  /** A due instant did not become a run. */
  MISSED,
  /** A run did not end well within {@code late_after}. */
  LATE,
  /** The first run went well after one of the events above was told. */
  RECOVERED,
  /** A schedule paused itself after as many failures as its {@code pause_after} says. */
  PAUSED_BY_FAILURES,
  /** A worker of a host of the file stopped responding. */
  WORKER_AWAY,
  /** Beat, that is every Beat, stopped responding. */
  BEAT_SILENT;

  /** Events that are told where {@code on:} is not given. */
  public static final List<Event> DEFAULT =
      List.of(FAILED, LOST, MISSED, LATE, RECOVERED, REJECTED);

  /** Events of the whole site, which no schedule or task has. */
  public static final List<Event> OF_SITE = List.of(WORKER_AWAY, BEAT_SILENT);

  /** The word in cl.yaml and in messages. */
  public String word() {
    return EnumWords.of(this);
  }

  @Override
  public String toString() {
    return word();
  }
}
