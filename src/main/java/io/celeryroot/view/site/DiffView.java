// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.config.diff.Change;
import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.forecast.Collision;
import io.celeryroot.monitor.forecast.HostDiff;
import io.celeryroot.monitor.forecast.Period;
import io.celeryroot.monitor.forecast.RunDiff;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import io.celeryroot.view.ViewPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The difference of two versions for people and programs.
 *
 * @param before label of the old version
 * @param after label of the new version
 * @param period of the runs
 * @param orphans what names that the new version does not have left in Redis
 */
public record DiffView(
    String before,
    String after,
    Period period,
    List<Change> changes,
    RunDiff runs,
    List<Orphan> orphans) {

  private static final int HOSTS_SHOWN = 6;
  private static final int OTHERS_SHOWN = 3;

  public static final View<Change> CHANGES =
      new View<Change>()
          .field("section", Change::section)
          .field("name", Change::name)
          .field("key", Change::key)
          .field("change", Change::kind)
          .cell("", DiffView::sign)
          .cell("CHANGED", Change::path)
          .field("from", Change::from)
          .field("to", Change::to)
          .cell("", Change::words);

  public static final View<HostDiff> RUNS =
      new View<HostDiff>()
          .column("schedule", "SCHEDULE", HostDiff::schedule)
          .column("hosts", "HOSTS", HostDiff::hosts, DiffView::hosts)
          .column("added", "ADDED", HostDiff::addedCount)
          .column("removed", "REMOVED", HostDiff::removedCount)
          .column("moved", "MOVED", HostDiff::movedCount)
          .field("first_before", HostDiff::firstBefore)
          .field("first_after", HostDiff::firstAfter)
          .cell("FIRST (UTC)", DiffView::first);

  public static final View<Collision> COLLISIONS =
      new View<Collision>()
          .column("schedule", "NOW STARTS TOGETHER", Collision::schedule)
          .column("with", "WITH", Collision::others, DiffView::others)
          .column("first", "FIRST (UTC)", Collision::first)
          .column("hosts", "ON", Collision::hosts, collision -> hosts(collision.hosts()));

  private static final View<Orphan> ORPHANS =
      new View<Orphan>()
          .field("kind", Orphan::kind)
          .field("name", Orphan::name)
          .field("holds", Orphan::holds)
          .field("fix", Orphan::fix)
          .cell("LEFT IN REDIS", Orphan::text);

  /** Returns true if neither the meaning of the file nor a run differs. */
  public boolean isSame() {
    return changes.isEmpty() && runs.runs().isEmpty();
  }

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("old", before);
    document.put("new", after);
    document.put("after", Text.utc(period.after()));
    document.put("until", Text.utc(period.until()));
    return ViewPart.addTo(document, parts());
  }

  public String text(Terminal terminal) {
    if (isSame()) {
      return before + " and " + after + ": no difference\n";
    }
    return ViewPart.text(parts(), terminal) + "\n" + sum() + "\n";
  }

  public List<ViewPart<?>> parts() {
    return List.of(
        new ViewPart<>("changes", CHANGES, changes, "the file means the same"),
        new ViewPart<>("runs", RUNS, runs.runs(), "the same runs in the next 7 days"),
        new ViewPart<>("collisions", COLLISIONS, runs.collisions(), ""),
        new ViewPart<>("orphans", ORPHANS, orphans, ""));
  }

  /** Returns one line that counts the jobs: runs on each host. */
  public String sum() {
    return "%s -> %s: %s; in the next 7 days %s added, %d removed, %d moved"
        .formatted(
            before,
            after,
            Text.count(changes.size(), "change"),
            Text.count(jobs(HostDiff::addedCount), "job"),
            jobs(HostDiff::removedCount),
            jobs(HostDiff::movedCount));
  }

  private long jobs(ToIntFunction<HostDiff> runsOfHost) {
    return runs.runs().stream()
        .mapToLong(diff -> (long) runsOfHost.applyAsInt(diff) * diff.hosts().size())
        .sum();
  }

  private static Cell sign(Change change) {
    return switch (change.kind()) {
      case ADDED -> new Cell("+", Colour.GREEN);
      case REMOVED -> new Cell("-", Colour.RED);
      default -> new Cell("~", Colour.YELLOW);
    };
  }

  public static String hosts(HostDiff diff) {
    return hosts(diff.hosts());
  }

  public static String hosts(List<String> hosts) {
    return HostRanges.text(hosts, HOSTS_SHOWN);
  }

  public static String others(Collision collision) {
    return Text.listing(collision.others(), OTHERS_SHOWN);
  }

  public static String first(HostDiff diff) {
    Optional<String> after = diff.firstAfter().map(Text::utc);
    Optional<String> before = diff.firstBefore().map(Text::utc);
    if (diff.isMove()) {
      return before.orElse("") + " -> " + after.orElse("");
    }
    if (after.isEmpty() && before.isEmpty()) {
      return "another second of its splay";
    }
    return after.map("+ "::concat).orElse("")
        + (after.isPresent() && before.isPresent() ? ", " : "")
        + before.map("- "::concat).orElse("");
  }
}
