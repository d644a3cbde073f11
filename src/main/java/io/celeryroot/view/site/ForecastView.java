// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.forecast.BusyMinute;
import io.celeryroot.monitor.forecast.Forecast;
import io.celeryroot.monitor.forecast.HostLoad;
import io.celeryroot.monitor.forecast.SelfMeeting;
import io.celeryroot.monitor.forecast.SlotWait;
import io.celeryroot.text.Text;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import io.celeryroot.view.ViewPart;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A forecast for people and programs.
 *
 * @param usual durations that it went by
 */
public record ForecastView(Forecast forecast, Map<String, Duration> usual) {

  private static final int HOSTS_SHOWN = 10;
  private static final int SCHEDULES_SHOWN = 3;

  private static final View<Map.Entry<Instant, Long>> MINUTES =
      new View<Map.Entry<Instant, Long>>()
          .field("minute", Map.Entry::getKey)
          .field("starts", Map.Entry::getValue);

  private static final View<BusyMinute> BUSIEST =
      new View<BusyMinute>()
          .column("minute", "BUSIEST MINUTES (UTC)", BusyMinute::minute)
          .column("starts", "STARTS", BusyMinute::starts)
          .column("hosts", "HOSTS", BusyMinute::hosts)
          .field("host", BusyMinute::host)
          .field("on_host", BusyMinute::onHost)
          .cell("MOST ON ONE", busy -> busy.onHost() + " on " + busy.host())
          .column("schedules", "SCHEDULES", BusyMinute::schedules, ForecastView::schedules);

  private static final View<HostLoad> HOSTS =
      new View<HostLoad>()
          .column("host", "BUSIEST HOSTS", HostLoad::host)
          .column("starts", "STARTS", HostLoad::starts)
          .column("most", "MOST IN A MINUTE", HostLoad::most)
          .column("at", "AT (UTC)", HostLoad::at);

  private static final View<SelfMeeting> MEETINGS =
      new View<SelfMeeting>()
          .column("schedule", "MEETS ITSELF", SelfMeeting::schedule)
          .column("usual_ms", "USUALLY TAKES", SelfMeeting::usual)
          .column("shortest_ms", "SHORTEST GAP", SelfMeeting::shortest)
          .field("met", SelfMeeting::met)
          .field("runs", SelfMeeting::runs)
          .cell("AT", meeting -> meeting.met() + " of " + Text.count(meeting.runs(), "run"))
          .column("overlap", "OVERLAP", SelfMeeting::overlap);

  private static final View<SlotWait> WAITS =
      new View<SlotWait>()
          .column("schedule", "WAITS FOR SLOTS", SlotWait::schedule)
          .column("role", "ROLE", SlotWait::role)
          .column("slots", "SLOTS", SlotWait::slots)
          .column("hosts", "HOSTS", SlotWait::hosts, wait -> DiffView.hosts(wait.hosts()))
          .field("waits", SlotWait::waits)
          .field("starts", SlotWait::starts)
          .cell("JOBS", wait -> wait.waits() + " of " + wait.starts())
          .column("longest_ms", "LONGEST", SlotWait::longest);

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("after", Text.utc(forecast.period().after()));
    document.put("until", Text.utc(forecast.period().until()));
    document.put("starts", forecast.starts());
    Map<String, Object> durations = new TreeMap<>();
    usual.forEach((task, duration) -> durations.put(task, duration.toMillis()));
    document.put("usual_ms", durations);
    ViewPart.addTo(document, parts(forecast.hosts()));
    document.put("minutes", MINUTES.documents(forecast.minutes().entrySet()));
    return document;
  }

  public String text(Terminal terminal) {
    List<HostLoad> shown = forecast.hosts().stream().limit(HOSTS_SHOWN).toList();
    String sum =
        "%s to %s: %s"
            .formatted(
                Text.utc(forecast.period().after()),
                Text.utc(forecast.period().until()),
                Text.count(forecast.starts(), "start"));
    return forecast.starts() == 0
        ? sum + "\n"
        : ViewPart.text(parts(shown), terminal) + "\n" + sum + "\n";
  }

  /** Returns the tables, with the loads of some hosts. */
  public List<ViewPart<?>> parts(List<HostLoad> hosts) {
    String unknown = usual.isEmpty() ? "" : "no schedule meets itself";
    return List.of(
        new ViewPart<>("busiest", BUSIEST, forecast.busiest(), ""),
        new ViewPart<>("hosts", HOSTS, hosts, ""),
        new ViewPart<>("meets_itself", MEETINGS, forecast.meetings(), unknown),
        new ViewPart<>("waits", WAITS, forecast.waits(), ""));
  }

  private static String schedules(BusyMinute minute) {
    return Text.listing(minute.schedules(), SCHEDULES_SHOWN);
  }
}
