// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Types;
import java.util.List;
import java.util.function.Function;

/** The key {@code conditions}, the same wherever jobs are defined. */
final class ConditionKeys {

  private ConditionKeys() {}

  /** The key of a record that has conditions; {@link References#conditions} reads its texts. */
  static <R> Key<R, List<String>> conditions(Function<R, List<String>> conditions) {
    return Key.<R, List<String>>of("conditions", Types.texts(Types.TEXT), conditions)
        .meaning(
            "What must hold on the host when a job is about to start, such as `disk_usage < 80%`;"
                + " all of them must. Otherwise the job ends as skipped. See"
                + " [conditions.md](conditions.md).");
  }
}
