// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.why.Evidence;
import io.celeryroot.monitor.why.WhyReader;
import io.celeryroot.text.ShellWords;
import io.celeryroot.view.View;
import io.celeryroot.view.site.WhyViews;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why something ran, waits, or did not run, and the records behind the answer. */
final class WhyPage implements Page {

  private static final View<Evidence> FACTS =
      new View<Evidence>()
          .cell("FACT", Evidence::name)
          .cell("TIME (UTC)", Evidence::at)
          .cell("VALUE", Evidence::text);

  @Override
  public PageContent answer(Site site, Query query) {
    String name = query.name();
    Optional<String> host = query.find("host");
    Optional<Instant> at;
    try {
      at = query.find("at").map(Instant::parse);
    } catch (DateTimeException e) {
      return PageContent.refused(
          400,
          "Why?",
          ShellWords.about("cl why", name),
          "\"at\" is no instant; write it as 2026-11-24T02:00:00Z.");
    }
    String command =
        ShellWords.about(
            at.map(i -> "cl why --at " + i).orElse("cl why"),
            Stream.concat(Stream.of(name), host.stream()).toArray(String[]::new));
    return new WhyReader(site.redis(), site.config())
        .about(name, host, at)
        .map(
            answer ->
                PageContent.moving(
                    "Why?",
                    command,
                    List.of(
                        Said.of(Tone.PLAIN, answer.sentence()),
                        Rows.of("", FACTS.grid(answer.facts()), ""),
                        new Form(
                            "Ask about another host or time",
                            query.path(),
                            Form.Kind.FILTER,
                            List.of(
                                FormField.text("host", "Host", query.get("host"), ""),
                                FormField.text(
                                    "at", "Due at", query.get("at"), "2026-11-24T02:00:00Z")),
                            "Ask")),
                    WhyViews.document(answer)))
        .orElseGet(
            () ->
                PageContent.refused(
                    404,
                    "Why?",
                    command,
                    "No schedule, task, run or job " + name + " is on record."));
  }
}
