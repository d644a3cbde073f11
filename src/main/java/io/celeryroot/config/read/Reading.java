// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What all readers of one pass over a tree share.
 *
 * @param problems collects the mistakes
 * @param placeholders fills in environment variables
 * @param secrets places in the file that must not be shown
 */
record Reading(Problems problems, Placeholders placeholders, List<Place> secrets) {

  Reading(Problems problems, Placeholders placeholders) {
    this(problems, placeholders, new ArrayList<>());
  }

  void report(Node node, String rule, String message, Fix fix) {
    problems.report(node, rule, message, fix);
  }

  /** No quoted line shows this value. */
  void hide(Node node) {
    secrets.add(node.place());
  }

  /** No quoted line shows the password in this URL. */
  void hidePassword(Node.Text url) {
    String masked = RedisSettings.mask(url.text());
    if (masked.equals(url.text())) {
      return;
    }
    int start = masked.lastIndexOf(ClConfig.MASK);
    int end = url.text().length() - (masked.length() - start - ClConfig.MASK.length());
    if (url.style() == Style.OPAQUE) {
      hide(url);
    } else {
      Place place = url.place();
      int from = place.start() + url.inset() + url.text().codePointCount(0, start);
      int to = from + url.text().codePointCount(start, end);
      secrets.add(new Place(place.source(), from, to, to - from));
    }
  }
}
