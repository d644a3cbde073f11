// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.job.Outcome;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** The outcomes by their names on the command line, for help and completion. */
final class OutcomeNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Outcome.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).iterator();
  }
}
