// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.sign.Seals;

/** The value of a request to cancel a job: {@code 1}, or a signed object. */
public final class CancelSeal {

  private CancelSeal() {}

  /** The value to store. */
  public static String text(Seals seals, String job) {
    return seals.signs() ? OrderSeal.seal(seals, about(job), "{\"cancel\":true}") : "1";
  }

  /**
   * Returns true if somebody asked for the job to be cancelled who may.
   *
   * @param stored null: nobody did
   */
  public static boolean isBelieved(Seals seals, String job, String stored) {
    return stored != null && OrderSeal.read(seals, about(job), stored).isPresent();
  }

  private static String about(String job) {
    return "cancel " + job;
  }
}
