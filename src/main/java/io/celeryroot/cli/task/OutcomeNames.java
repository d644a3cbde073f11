// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.job.Outcome;
import io.celeryroot.text.EnumWords;
import java.util.Arrays;
import java.util.Iterator;

/** The outcomes by their names on the command line, for help and completion. */
final class OutcomeNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Outcome.values()).map(EnumWords::of).iterator();
  }
}
