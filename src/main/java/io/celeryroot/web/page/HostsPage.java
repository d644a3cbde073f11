// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.monitor.fleet.HostState;
import io.celeryroot.monitor.fleet.HostView;
import io.celeryroot.view.site.FleetViews;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All hosts, those first that need somebody to look. */
final class HostsPage implements Page {

  private static final int PAGE = 100;
  private static final String DRAINED = "drained";

  @Override
  public PageContent answer(Site site, Query query) {
    Fleet fleet = new FleetReader(site.redis(), site.config()).read();
    FleetViews views = new FleetViews(fleet, site.now());
    String state = query.get("state");
    List<HostView> wanted =
        fleet.hosts().stream()
            .filter(host -> host.name().contains(query.get("q")))
            .filter(host -> isIn(host, state))
            .filter(host -> query.find("role").map(host.roles()::contains).orElse(true))
            .sorted(Comparator.comparing(HostView::state).thenComparing(host -> !host.isHeldBack()))
            .toList();
    Paging<HostView> page = Paging.of(wanted, PAGE, query);
    List<Part> parts = new ArrayList<>();
    parts.add(Said.of(Tone.PLAIN, views.sum().strip()));
    parts.add(
        Form.filter(
            "/hosts",
            List.of(
                FormField.text("q", "Name contains", query.get("q"), ""),
                FormField.choice("state", "State", state, states()),
                FormField.choice("role", "Role", query.get("role"), roles(site)))));
    parts.add(Rows.linked("", views.hosts().grid(page.shown()), "No host is like that."));
    parts.addAll(page.parts());
    return PageContent.moving(
        "Hosts", "cl worker list", parts, views.hosts().documents(page.shown()));
  }

  private static boolean isIn(HostView host, String state) {
    return state.equals(DRAINED)
        ? host.order().isPresent()
        : state.isEmpty() || host.state().word().equals(state);
  }

  private static List<String> states() {
    return Stream.concat(
            Stream.of("", DRAINED), Arrays.stream(HostState.values()).map(HostState::word))
        .toList();
  }

  private static List<String> roles(Site site) {
    return Stream.concat(Stream.of(""), site.config().roles().keySet().stream()).toList();
  }
}
