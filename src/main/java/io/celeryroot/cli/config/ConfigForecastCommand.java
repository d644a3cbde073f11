// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.monitor.UsualDurations;
import io.celeryroot.monitor.forecast.Forecast;
import io.celeryroot.monitor.forecast.Period;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.view.site.ForecastView;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config forecast}: how busy the next 7 days will be. */
@Command(
    description = {
      "Shows how busy the next 7 days will be, by minute and by host.",
      "Names schedules that meet themselves, or wait for slots, if jobs last as long as usual."
    },
    footer = {
      "",
      "Counts splay, waves and calendars; knows no pauses and no conditions. Slots are known of",
      "roles with \"concurrency\". With -o json, \"minutes\" has every minute.",
      "Example: cl config forecast --offline"
    })
public final class ConfigForecastCommand extends ConsoleCommand {

  @Option(names = "--offline", description = "Do not ask Redis for hosts and durations.")
  private boolean offline;

  private record Measured(Set<KnownHost> hosts, Map<String, Duration> usual) {

    static final Measured NOTHING = new Measured(Set.of(), Map.of());
  }

  @Override
  protected boolean run() {
    ClConfig config = ConfigLoader.load(console);
    Measured measured = offline ? Measured.NOTHING : measure(config);
    Forecast forecast =
        Forecast.of(config, Period.weekAfter(console.now()), measured.hosts(), measured.usual());
    ForecastView view = new ForecastView(forecast, measured.usual());
    console.answer(view.document(), () -> view.text(console.terminal()));
    return true;
  }

  private Measured measure(ClConfig config) {
    try (SiteConnection site = SiteConnection.connect(config, console.env())) {
      return new Measured(
          new Heartbeats(site.redis()).knownHosts(), UsualDurations.read(site.redis()));
    } catch (QueueUnavailable e) {
      console.say("cl: without usual durations: " + e.getMessage());
      return Measured.NOTHING;
    }
  }
}
