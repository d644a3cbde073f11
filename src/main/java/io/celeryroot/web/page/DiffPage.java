// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.ConfigDiff;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ProblemPrinter;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.monitor.forecast.Period;
import io.celeryroot.monitor.forecast.RunDiff;
import io.celeryroot.monitor.forecast.RunLimit;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.view.ViewPart;
import io.celeryroot.view.site.DiffView;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Output;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes that a pasted cl.yaml would make, in the file and in the runs of the next 7 days. */
final class DiffPage implements Page {

  /** Name of the field with the file. */
  static final String TEXT = "text";

  /** Name of the field for a file, which is read when nothing was pasted. */
  static final String FILE = "file";

  private static final String TITLE = "Diff";

  private static final Map<String, String> HEADINGS =
      Map.of(
          "changes", "What changes in the file",
          "runs", "Runs of the next 7 days that change",
          "collisions", "Schedules that now start together",
          "orphans", "What the new file would leave in Redis");
  private static final String COMMAND = "cl config diff running NEW.yaml";

  @Override
  public PageContent answer(Site site, Query query) {
    String pasted = query.values().getOrDefault(TEXT, "");
    String text = pasted.isBlank() ? query.values().getOrDefault(FILE, "") : pasted;
    Form form =
        new Form(
            "What would another cl.yaml change?",
            "/diff",
            Form.Kind.QUESTION,
            List.of(
                FormField.file(FILE, "Choose it, or drop it here", ""),
                FormField.area(
                    TEXT,
                    "Or paste it here; nothing is changed by it",
                    text,
                    "Variables of this machine are not read: ${NAME} is a mistake here, and"
                        + " ${NAME:-default} is its default.")),
            "Compare with what runs");
    return text.isBlank()
        ? PageContent.still(TITLE, COMMAND, List.of(form), Map.of())
        : compared(site, text, form);
  }

  private static PageContent compared(Site site, String text, Form form) {
    // Neither the files nor the environment of this machine are whoever pastes a text to see.
    ReadResult read =
        ConfigReader.read("pasted", text, Map.of(), Optional.empty(), pattern -> Map.of());
    Optional<ClConfig> after = read.config();
    if (after.isEmpty()) {
      String problems = ProblemPrinter.renderProblems(read);
      return new PageContent(
          422,
          TITLE,
          COMMAND,
          false,
          List.of(Output.of("The pasted file has mistakes", problems), form),
          Map.of("problems", problems));
    }
    Period period = Period.weekAfter(site.now());
    Set<KnownHost> known = new Heartbeats(site.redis()).knownHosts();
    for (ClConfig config : List.of(after.get(), site.config())) {
      if (RunLimit.OF_PAGE.isExceeded(config, period, known)) {
        return tooMany(config.equals(after.get()) ? "The pasted file" : "The file that runs", form);
      }
    }
    DiffView view =
        new DiffView(
            "running",
            "pasted",
            period,
            ConfigDiff.between(site.file(), after.get()),
            RunDiff.between(site.config(), after.get(), period, known),
            new Orphans(site.redis(), after.get()).find());
    List<Part> parts = new ArrayList<>();
    parts.add(Said.of(Tone.PLAIN, view.isSame() ? "No difference." : view.sum()));
    for (ViewPart<?> part : view.parts()) {
      if (!part.rows().isEmpty()) {
        parts.add(
            Rows.linked(HEADINGS.getOrDefault(part.name(), ""), part.grid(), part.whenEmpty()));
      }
    }
    parts.add(form);
    return PageContent.still(TITLE, COMMAND, parts, view.document());
  }

  private static PageContent tooMany(String file, Form form) {
    String why =
        "%s has too many runs for a page: more than %,d in 7 days, or %,d on all hosts. Compare it in a terminal: %s"
            .formatted(file, RunLimit.OF_PAGE.runs(), RunLimit.OF_PAGE.jobs(), COMMAND);
    return new PageContent(
        422, TITLE, COMMAND, false, List.of(Said.of(Tone.BAD, why), form), Map.of("error", why));
  }

  @Override
  public Duration fresh() {
    return Duration.ZERO;
  }
}
