// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.QueueView;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.view.site.QueueViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Queues, and the messages that can never be executed. */
final class QueuesPage implements Page {

  private static final int PAGE = 50;

  /** Number of dead letters that a command takes at a time. */
  private static final int MOST_NAMED = 100;

  /** Number of dead letters that are read. */
  private static final int MOST_READ = 500;

  private static final int MOST_OF_QUEUE = 200;

  @Override
  public PageContent answer(Site site, Query query) {
    List<QueueView> queues = site.monitor().queues();
    DeadLetterQueue all = new DeadLetterQueue(site.redis(), site.config().resultsKept());
    String filter = query.get("q");
    List<DeadLetter> read = newest(queues, all);
    List<DeadLetter> dead = read.stream().filter(letter -> text(letter).contains(filter)).toList();
    long there = queues.stream().mapToLong(QueueView::dead).sum();
    Paging<DeadLetter> letters = Paging.of(dead, PAGE, query, "dead");
    Paging<QueueView> page = Paging.of(queues, PAGE, query);
    List<Part> parts = new ArrayList<>();
    parts.add(Rows.of("", QueueViews.SUMS.grid(page.shown()), "The file has no roles."));
    parts.addAll(page.parts());
    parts.add(
        Rows.of(
            there > read.size()
                ? "Dead letters (of the newest %d of %d)".formatted(read.size(), there)
                : "Dead letters",
            QueueViews.LETTERS.grid(letters.shown()),
            "No dead letter: every message could be executed."));
    parts.addAll(letters.parts());
    if (queues.stream().anyMatch(queue -> queue.dead() > 0)) {
      parts.add(
          Form.filter("/queues", List.of(FormField.text("q", "Dead letters with", filter, ""))));
      parts.addAll(actions(queues, read, dead, !filter.isEmpty()));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("queues", QueueViews.QUEUES.documents(page.shown()));
    document.put("dead", QueueViews.LETTERS.documents(letters.shown()));
    document.put("dead_read", read.size());
    document.put("dead_total", there);
    return PageContent.moving("Queues", "cl queue list; cl queue dead", parts, document);
  }

  /** Reads some of each queue, since each letter may be as long as a message. */
  private static List<DeadLetter> newest(List<QueueView> queues, DeadLetterQueue all) {
    List<DeadLetter> newest = new ArrayList<>();
    for (QueueView queue : queues) {
      int most = Math.min(MOST_OF_QUEUE, MOST_READ - newest.size());
      if (queue.dead() > 0 && most > 0) {
        newest.addAll(all.read(queue.role().queue(), most));
      }
    }
    return newest;
  }

  /** Offers to requeue what is shown, and to remove it or, without a filter, all of a role. */
  private static List<Part> actions(
      List<QueueView> queues, List<DeadLetter> read, List<DeadLetter> dead, boolean isFiltered) {
    List<Part> actions = new ArrayList<>();
    List<DeadLetter> withId = dead.stream().filter(letter -> letter.id().isPresent()).toList();
    List<String> all = names(withId, read, dead);
    if (!all.isEmpty()) {
      actions.add(
          PageAction.REQUEUE.form(
              String.join(" ", all),
              howMany(
                  all.size(),
                  withId.size(),
                  queues.stream().mapToLong(QueueView::dead).sum() > read.size())));
    }
    for (QueueView queue : queues) {
      String role = queue.role().name();
      List<DeadLetter> own = of(queue, dead);
      List<DeadLetter> ofQueue = of(queue, read);
      List<String> names = names(own, ofQueue, own);
      if (isFiltered && !names.isEmpty()) {
        actions.add(
            PageAction.PURGE.form(
                role + " " + String.join(" ", names),
                "of role %s with that text %s"
                    .formatted(
                        role, howMany(names.size(), own.size(), queue.dead() > ofQueue.size()))));
      } else if (!isFiltered && queue.dead() > 0) {
        actions.add(PageAction.PURGE.form(role, "of role " + role));
      }
    }
    return actions;
  }

  private static List<DeadLetter> of(QueueView queue, List<DeadLetter> letters) {
    return letters.stream().filter(letter -> letter.queue().equals(queue.role().queue())).toList();
  }

  /** Names the newest of some letters, but none whose name is also that of another one. */
  private static List<String> names(
      List<DeadLetter> some, List<DeadLetter> read, List<DeadLetter> shown) {
    Set<DeadLetter> meant = new HashSet<>(shown);
    Set<String> others =
        read.stream()
            .filter(letter -> !meant.contains(letter))
            .map(DeadLetter::name)
            .collect(Collectors.toSet());
    return some.stream()
        .map(DeadLetter::name)
        .filter(name -> !others.contains(name))
        .limit(MOST_NAMED)
        .toList();
  }

  /**
   * Tells how many letters a form is about.
   *
   * @param mayBeMore true: older ones were not read
   */
  private static String howMany(int named, int matching, boolean mayBeMore) {
    return named == matching && !mayBeMore
        ? "(%d)".formatted(named)
        : "(the %d newest of %d%s)".formatted(named, matching, mayBeMore ? " or more" : "");
  }

  private static String text(DeadLetter letter) {
    return letter.id().orElse("") + " " + letter.task().orElse("") + " " + letter.reason();
  }
}
