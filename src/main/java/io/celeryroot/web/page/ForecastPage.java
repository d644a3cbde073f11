// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.UsualDurations;
import io.celeryroot.monitor.forecast.Forecast;
import io.celeryroot.monitor.forecast.Period;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.view.ViewPart;
import io.celeryroot.view.site.ForecastView;
import io.celeryroot.web.draw.Heat;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The next 7 days: how busy each hour is, and which schedules will meet themselves. */
final class ForecastPage implements Page {

  private static final int MOST_HOSTS = 20;

  private static final Map<String, String> HEADINGS =
      Map.of(
          "busiest", "The busiest minutes",
          "hosts", "The busiest hosts",
          "meets_itself", "Schedules that meet themselves",
          "waits", "Schedules that wait for slots");

  @Override
  public PageContent answer(Site site, Query query) {
    Map<String, Duration> usual = UsualDurations.read(site.redis());
    Forecast forecast =
        Forecast.of(
            site.config(),
            Period.weekAfter(site.now()),
            new Heartbeats(site.redis()).knownHosts(),
            usual,
            target ->
                query
                    .find("on")
                    .map(on -> on.equals(target.role()) || on.equals(target.label()))
                    .orElse(true));
    ForecastView view = new ForecastView(forecast, usual);
    List<Part> parts = new ArrayList<>();
    parts.add(
        Form.filter(
            "/forecast",
            List.of(
                FormField.text("on", "Role or host", query.get("on"), "empty: the whole site"))));
    if (forecast.starts() == 0) {
      parts.add(Said.of(Tone.PLAIN, "Nothing starts in the next 7 days."));
    } else {
      parts.add(Heat.draw(Heat.hours(forecast.minutes())));
      for (ViewPart<?> part : view.parts(forecast.hosts().stream().limit(MOST_HOSTS).toList())) {
        if (!part.rows().isEmpty() || !part.whenEmpty().isEmpty()) {
          parts.add(
              Rows.linked(HEADINGS.getOrDefault(part.name(), ""), part.grid(), part.whenEmpty()));
        }
      }
    }
    return PageContent.still("Forecast", "cl config forecast", parts, view.document());
  }

  @Override
  public Duration fresh() {
    return Duration.ofMinutes(1);
  }
}
