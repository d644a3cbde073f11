// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.text.BoundedMap;
import io.celeryroot.web.page.Page;
import io.celeryroot.web.page.PageContent;
import io.celeryroot.web.page.Query;
import io.celeryroot.web.page.Site;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps answers for a moment, so that many open pages ask Redis once. The same answer is made once
 * at a time; meanwhile others get the last one. Of answers that are not kept, two are made at a
 * time, since they cost most. Thread-safe.
 */
final class Answers {

  private static final int MOST = 32;

  private static final int MOST_UNKEPT = 2;

  private static final class Slot {

    private final ReentrantLock making = new ReentrantLock();
    private volatile Kept kept;
  }

  private record Kept(PageContent answer, Instant until) {}

  private final Semaphore unkept = new Semaphore(MOST_UNKEPT);

  private final Map<Query, Slot> slots = new BoundedMap<>(MOST);

  /** Returns the answer to a query; a refusal with the status 503 if too many others are made. */
  PageContent get(Query query, Page page, Site site) {
    return page.fresh().isZero() ? unkept(query, page, site) : kept(slot(query), query, page, site);
  }

  private PageContent unkept(Query query, Page page, Site site) {
    if (!unkept.tryAcquire()) {
      return PageContent.refused(
          503, "Busy", "cl help", "Others wait for such an answer already; try again in a moment.");
    }
    try {
      return page.answer(site, query);
    } finally {
      unkept.release();
    }
  }

  private PageContent kept(Slot slot, Query query, Page page, Site site) {
    if (!slot.making.tryLock()) {
      Kept last = slot.kept;
      if (last != null) {
        return last.answer();
      }
      slot.making.lock();
    }
    try {
      Kept known = slot.kept;
      if (known != null && site.now().isBefore(known.until())) {
        return known.answer();
      }
      PageContent answer = page.answer(site, query);
      slot.kept = new Kept(answer, site.now().plus(page.fresh()));
      return answer;
    } finally {
      slot.making.unlock();
    }
  }

  private synchronized Slot slot(Query query) {
    return slots.computeIfAbsent(query, asked -> new Slot());
  }

  /** Forgets all answers, since something was changed. */
  synchronized void forget() {
    slots.clear();
  }
}
