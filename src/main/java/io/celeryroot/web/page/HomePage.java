// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.view.site.HomeViews;
import io.celeryroot.view.site.SiteViews;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.List;

/** The first page: what is wrong, what runs, what is due next. */
final class HomePage implements Page {

  @Override
  public PageContent answer(Site site, Query query) {
    SiteViews views = SiteViews.read(site.redis(), site.config(), site.monitor(), site.now());
    HomeViews home = new HomeViews(views);
    List<Link> lines = home.problems().stream().map(line -> new Link(line, Tone.BAD, "")).toList();
    List<Part> parts = new ArrayList<>();
    parts.add(
        lines.isEmpty() ? Said.of(Tone.GOOD, home.allIsWell()) : new Said("What is wrong", lines));
    home.parts().forEach(part -> parts.add(Rows.of(part)));
    return PageContent.moving("Home", "cl task status", parts, views.document());
  }
}
