// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.web.page.Answer;
import io.celeryroot.web.page.Page;
import io.celeryroot.web.page.Query;
import io.celeryroot.web.page.Site;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps answers for a moment, so that many open pages ask Redis once. One answer is made at a time,
 * since what a page costs must not grow with those who look. Thread-safe.
 */
final class Answers {

  private static final int MOST = 32;

  private record Kept(Answer answer, Instant until) {}

  private final Map<Query, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Query, Kept> eldest) {
          return size() > MOST;
        }
      };

  synchronized Answer get(Query query, Page page, Site site) {
    if (page.fresh().isZero()) {
      return page.answer(site, query);
    }
    Kept known = kept.get(query);
    if (known != null && site.now().isBefore(known.until())) {
      return known.answer();
    }
    Answer answer = page.answer(site, query);
    kept.put(query, new Kept(answer, site.now().plus(page.fresh())));
    return answer;
  }

  /** Forgets all answers, since something was changed. */
  synchronized void forget() {
    kept.clear();
  }
}
