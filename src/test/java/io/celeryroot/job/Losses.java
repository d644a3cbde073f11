// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

/** Counts the attempts of a job whose worker died. */
public final class Losses {

  private Losses() {}

  public static int of(JobResult result) {
    return (int)
        result.attempts().stream().filter(attempt -> attempt.outcomeText().equals("lost")).count();
  }
}
