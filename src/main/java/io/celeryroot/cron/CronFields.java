// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.List;

/**
 * The parts of an expression.
 *
 * @param text as written, with single blanks
 * @param doubts parts that are valid and probably not meant
 */
record CronFields(
    String text, FieldValues minutes, FieldValues hours, DayRule days, List<CronDoubt> doubts) {

  CronFields {
    doubts = List.copyOf(doubts);
  }
}
