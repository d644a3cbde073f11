// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.config.diff.Change;
import io.celeryroot.monitor.forecast.Collision;
import io.celeryroot.monitor.forecast.HostDiff;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Text;
import io.celeryroot.view.site.DiffView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The difference of two versions as a comment of a pull request. */
final class DiffMarkdown {

  private final StringBuilder text = new StringBuilder();

  private DiffMarkdown() {}

  static String of(DiffView view) {
    DiffMarkdown markdown = new DiffMarkdown();
    markdown.write(view);
    return markdown.text.toString();
  }

  private void write(DiffView view) {
    text.append("### cl.yaml: ").append(escaped(view.before())).append(" -> ");
    text.append(escaped(view.after())).append("\n\n");
    if (view.isSame()) {
      text.append("No difference.\n");
      return;
    }
    if (!view.changes().isEmpty()) {
      table(List.of("Change", "Key", ""), view.changes().stream().map(DiffMarkdown::row));
    }
    if (!view.runs().runs().isEmpty()) {
      text.append("Runs from ").append(Text.utc(view.period().after())).append(" to ");
      text.append(Text.utc(view.period().until())).append(", on each host:\n\n");
      table(
          List.of("Schedule", "Hosts", "Added", "Removed", "Moved", "First (UTC)"),
          view.runs().runs().stream().map(DiffMarkdown::row));
    }
    if (!view.runs().collisions().isEmpty()) {
      text.append("Schedules that start in the same minute, and did not before:\n\n");
      table(
          List.of("Schedule", "With", "First (UTC)", "On"),
          view.runs().collisions().stream().map(DiffMarkdown::row));
    }
    if (!view.orphans().isEmpty()) {
      text.append("What is left in Redis:\n\n");
      view.orphans().forEach(one -> text.append("- ").append(escaped(one.text())).append('\n'));
      text.append('\n');
    }
    text.append(escaped(view.sum())).append("\n");
  }

  private static List<String> row(Change change) {
    return List.of(EnumWords.of(change.kind()), change.path(), change.words());
  }

  private static List<String> row(HostDiff diff) {
    return List.of(
        diff.schedule(),
        DiffView.hosts(diff),
        String.valueOf(diff.addedCount()),
        String.valueOf(diff.removedCount()),
        String.valueOf(diff.movedCount()),
        DiffView.first(diff));
  }

  private static List<String> row(Collision collision) {
    return List.of(
        collision.schedule(),
        DiffView.others(collision),
        Text.utc(collision.first()),
        DiffView.hosts(collision.hosts()));
  }

  private void table(List<String> headings, Stream<List<String>> rows) {
    line(headings);
    text.append("|").append("-|".repeat(headings.size())).append('\n');
    rows.forEach(this::line);
    text.append('\n');
  }

  private void line(List<String> cells) {
    text.append(
        cells.stream().map(DiffMarkdown::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Hides characters that Markdown, or HTML in it, would take for its own. */
  private static String escaped(String value) {
    return value
        .replaceAll("[\\\\`*_\\[\\]|]", "\\\\$0")
        .replace("&", "&amp;")
        .replace("<", "&lt;");
  }
}
