// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.job.Outcome;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.view.site.RunSummaryViews;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Rows;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The newest runs, by filters. */
final class RunsPage implements Page {

  private static final int MOST = 100;
  private static final String FAILURES = "any failure";

  @Override
  public PageContent answer(Site site, Query query) {
    List<RunSummary> runs =
        new RunHistory(site.redis(), site.config())
            .find(
                new RunQuery(
                    MOST,
                    query.find("schedule"),
                    query.find("task"),
                    query.find("host"),
                    outcomes(query.get("outcome")),
                    Optional.empty(),
                    Optional.empty(),
                    query.get("sort").equals("slowest")));
    Form filter =
        Form.filter(
            "/runs",
            List.of(
                FormField.text("schedule", "Schedule", query.get("schedule"), ""),
                FormField.text("task", "Task", query.get("task"), ""),
                FormField.text("host", "Host", query.get("host"), ""),
                FormField.choice("outcome", "A job ended", query.get("outcome"), words()),
                FormField.order(query.get("sort"), List.of("slowest"))));
    return PageContent.moving(
        "Runs",
        "cl task list",
        List.of(
            filter,
            Rows.linked(
                runs.size() == MOST ? "The newest " + MOST : "",
                RunSummaryViews.RUNS.grid(runs),
                "No run is like that.")),
        RunSummaryViews.RUNS.documents(runs));
  }

  private static List<String> words() {
    return Stream.concat(
            Stream.of("", FAILURES), Arrays.stream(Outcome.values()).map(Outcome::word))
        .toList();
  }

  private static Set<Outcome> outcomes(String word) {
    if (word.equals(FAILURES)) {
      return RunQuery.FAILURES;
    }
    Set<Outcome> found = EnumSet.noneOf(Outcome.class);
    Arrays.stream(Outcome.values()).filter(one -> one.word().equals(word)).forEach(found::add);
    return found;
  }
}
