// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.text.Text;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;

/** Says that the ends of some runs were not read. */
final class Unread {

  private Unread() {}

  static Said said(int runs) {
    return Said.of(
        Tone.WARN,
        "The results of %s were not read, since checking signatures takes time. Ask for fewer schedules by their names, or look at one alone."
            .formatted(Text.count(runs, "run")));
  }
}
