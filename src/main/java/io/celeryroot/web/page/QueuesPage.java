// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.QueueView;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.view.site.QueueViews;
import io.celeryroot.web.act.Action;
import io.celeryroot.web.part.Field;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Queues, and the messages that can never be executed. */
final class QueuesPage implements Page {

  private static final int PAGE = 50;

  /** Number of IDs that a command takes at a time. */
  private static final int MOST_REQUEUED = 100;

  @Override
  public Answer answer(Site site, Query query) {
    List<QueueView> queues = site.monitor().queues();
    JobQueues all = new JobQueues(site.redis(), site.config().resultsKept());
    String filter = query.get("q");
    List<DeadLetter> dead =
        queues.stream()
            .filter(queue -> queue.dead() > 0)
            .flatMap(queue -> all.dead(queue.role().queue()).stream())
            .filter(letter -> text(letter).contains(filter))
            .toList();
    Paging<DeadLetter> letters = Paging.of(dead, PAGE, query, "dead");
    Paging<QueueView> page = Paging.of(queues, PAGE, query);
    List<Part> parts = new ArrayList<>();
    parts.add(
        Rows.of(
            "",
            QueueViews.SUMS.grid(page.shown()),
            (heading, text) -> "",
            "The file has no roles."));
    parts.addAll(page.parts());
    parts.add(
        Rows.of(
            "Dead letters",
            QueueViews.LETTERS.grid(letters.shown()),
            (heading, text) -> "",
            "No dead letter: every message could be executed."));
    parts.addAll(letters.parts());
    if (queues.stream().anyMatch(queue -> queue.dead() > 0)) {
      parts.add(Form.filter("/queues", List.of(Field.text("q", "Dead letters with", filter, ""))));
      parts.addAll(actions(queues, dead));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("queues", QueueViews.QUEUES.documents(page.shown()));
    document.put("dead", QueueViews.LETTERS.documents(letters.shown()));
    return Answer.moving("Queues", "cl queue list; cl queue dead", parts, document);
  }

  private static List<Part> actions(List<QueueView> queues, List<DeadLetter> dead) {
    List<Part> actions = new ArrayList<>();
    String ids =
        dead.stream()
            .flatMap(letter -> letter.id().stream())
            .filter(id -> !id.contains(" "))
            .limit(MOST_REQUEUED)
            .collect(Collectors.joining(" "));
    if (!ids.isEmpty()) {
      actions.add(Action.REQUEUE.form(ids));
    }
    queues.stream()
        .filter(queue -> queue.dead() > 0)
        .forEach(
            queue ->
                actions.add(
                    Action.PURGE.form(queue.role().name(), "of role " + queue.role().name())));
    return actions;
  }

  private static String text(DeadLetter letter) {
    return letter.id().orElse("") + " " + letter.task().orElse("") + " " + letter.reason();
  }
}
