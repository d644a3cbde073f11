// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.time.Instant;
import java.util.List;

/**
 * Due instants as the tool would have them whose file is imported, computed apart from the classes
 * of {@code cron}, so that the two can be compared.
 */
@FunctionalInterface
public interface SourceTimes {

  /**
   * Lists the due instants after a given one, oldest first.
   *
   * @param after exclusive
   * @param count most instants to list; fewer when nothing is due any more
   */
  List<Instant> next(Instant after, int count);
}
