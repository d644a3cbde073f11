// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import java.time.Duration;

/** A kind of page. */
public interface Page {

  /**
   * Returns what the page says now.
   *
   * @throws io.celeryroot.redis.QueueUnavailable Redis does not answer
   */
  PageContent answer(Site site, Query query);

  /** Time for which one answer does for all who ask. */
  default Duration fresh() {
    return Duration.ofSeconds(5);
  }
}
