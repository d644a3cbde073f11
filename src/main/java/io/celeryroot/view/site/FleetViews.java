// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.GlobView;
import io.celeryroot.monitor.fleet.HostState;
import io.celeryroot.monitor.fleet.HostView;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hosts as tables, sums and objects. */
public final class FleetViews {

  /** Number of hosts in one state above which they are summed up. */
  private static final int MOST_ROWS = 20;

  private static final View<GlobView> GLOBS =
      new View<GlobView>()
          .column("role", "ROLE", GlobView::role)
          .column("glob", "GLOB", GlobView::glob)
          .column("hosts", "MATCHES", GlobView::hosts, FleetViews::matches);

  private final Fleet fleet;
  private final View<HostView> hosts;

  public FleetViews(Fleet fleet, Instant now) {
    this.fleet = fleet;
    this.hosts =
        new View<HostView>()
            .id("host", "HOST", HostView::name)
            .column("state", "STATE", host -> host.state().word(), FleetViews::state)
            .field("paused", host -> host.paused().sorted())
            .field("order", host -> host.order().map(order -> QueueViews.ORDER.document(order)))
            .column("roles", "ROLES", HostView::roles)
            .column(
                "last_seen",
                "LAST SEEN",
                HostView::lastSeen,
                host -> host.lastSeen().map(at -> Text.since(at, now)))
            .column("running", "RUNNING", HostView::running, FleetViews::slots)
            .field("slots", HostView::slots)
            .column(
                "file",
                "FILE",
                HostView::file,
                host -> host.file().map(at -> Text.relative(at, now)))
            .column("version", "VERSION", HostView::version);
  }

  private static Object matches(GlobView glob) {
    return glob.hosts().isEmpty()
        ? new Cell("no host was ever seen", Colour.YELLOW)
        : Text.few(glob.hosts());
  }

  private static Cell state(HostView host) {
    Colour ofState =
        switch (host.state()) {
          case ALIVE -> Colour.GREEN;
          case AWAY -> Colour.RED;
          default -> Colour.YELLOW;
        };
    String since =
        host.state() == HostState.AWAY
            ? host.lastSeen().map(at -> " since " + Text.utc(at)).orElse("")
            : "";
    String held =
        host.order()
            .map(ControlOrder::textWithTime)
            .or(host::pause)
            .map(text -> ", " + Printable.line(text))
            .orElse("");
    Colour colour = held.isEmpty() || ofState == Colour.RED ? ofState : Colour.YELLOW;
    return new Cell(host.state().word() + since + held, colour);
  }

  private static String slots(HostView host) {
    return host.slots() == 0 ? "" : host.running() + "/" + host.slots();
  }

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("hosts", hosts.documents(fleet.hosts()));
    document.put("globs", GLOBS.documents(fleet.globs()));
    return document;
  }

  /**
   * Returns the hosts, those first that need somebody to look, and the globs.
   *
   * @param all true: a row for each host; false: hosts in a state that many have are summed up
   */
  public String text(Terminal terminal, boolean all) {
    List<String> sums = new ArrayList<>();
    List<HostView> rows = new ArrayList<>();
    for (HostState state : HostState.values()) {
      List<HostView> some = fleet.in(state);
      if (all || some.size() <= MOST_ROWS) {
        rows.addAll(some);
      } else {
        some.stream().filter(HostView::isHeldBack).forEach(rows::add);
        sums.add(
            "%s %s: %s"
                .formatted(
                    Text.count(some.size(), "host"),
                    state.word(),
                    Text.few(some.stream().map(HostView::name).toList())));
      }
    }
    String table = rows.isEmpty() ? "" : hosts.table(rows, terminal);
    String globs = fleet.globs().isEmpty() ? "" : GLOBS.table(fleet.globs(), terminal);
    String sum = sums.stream().map(line -> cut(line, terminal)).collect(Collectors.joining());
    return Stream.of(sum(), sum, table, globs)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  public View<HostView> hosts() {
    return hosts;
  }

  private static String cut(String line, Terminal terminal) {
    boolean isLong = terminal.width() > 0 && line.length() > terminal.width();
    return (isLong ? line.substring(0, terminal.width() - 3) + "..." : line) + "\n";
  }

  public String sum() {
    int running = fleet.hosts().stream().mapToInt(HostView::running).sum();
    int slots = fleet.hosts().stream().mapToInt(HostView::slots).sum();
    String states =
        fleet.counts().entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey().word())
            .collect(Collectors.joining(", "));
    return "%s%s; %s in %s\n"
        .formatted(
            Text.count(fleet.hosts().size(), "host"),
            states.isEmpty() ? "" : ": " + states,
            running == 1 ? "1 job runs" : running + " jobs run",
            Text.count(slots, "slot"));
  }
}
