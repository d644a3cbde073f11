// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.queue.control.Controls;
import io.celeryroot.text.ShellWords;
import io.celeryroot.view.site.HostViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One host: what it serves, runs and waits for, and how its last runs went. */
final class HostPage implements Page {

  @Override
  public PageContent answer(Site site, Query query) {
    String name = query.name();
    Optional<HostViews> host =
        HostViews.read(site.redis(), site.config(), site.monitor(), site.now(), name);
    if (host.isEmpty()) {
      return PageContent.missing("host", "cl worker list", "No role has a host " + name + ".");
    }
    List<Part> parts = new ArrayList<>();
    host.get().parts().forEach(part -> parts.add(Rows.of(part)));
    boolean isDrained =
        host.get().isDrained() || new Controls(site.redis()).read().host(name).isPresent();
    parts.add((isDrained ? PageAction.UNDRAIN : PageAction.DRAIN).form(name));
    return PageContent.moving(
        name, ShellWords.about("cl worker list", name), parts, host.get().document());
  }
}
