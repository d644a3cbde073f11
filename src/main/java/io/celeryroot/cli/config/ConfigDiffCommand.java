// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.diff.ConfigDiff;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.monitor.forecast.Period;
import io.celeryroot.monitor.forecast.RunDiff;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.view.OutputFormat;
import io.celeryroot.view.site.DiffView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl config diff}: what a change of cl.yaml changes, in the file and in the future. */
@Command(
    description = {
      "Shows what changes in cl.yaml and in the runs of the next 7 days.",
      "Exits with 1 if there is a difference. OLD and NEW are files, git revisions of cl.yaml, or",
      "\"running\" for what Beat runs."
    },
    footer = {
      "",
      "Hosts of globs are those that were seen; without Redis, the globs stand for them.",
      "-o markdown writes it for a pull request.",
      "Example: cl config diff HEAD~1"
    })
public final class ConfigDiffCommand extends ConsoleCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "OLD",
      description = "Before (default: what Beat runs, else the git revision HEAD).")
  private String old;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEW",
      description = "Afterwards (default: cl.yaml).")
  private String changed;

  @Option(names = "--offline", description = "Do not ask Redis; OLD is HEAD by default.")
  private boolean offline;

  /** Findings of Redis; none of them when it does not answer. */
  private record Site(Optional<RunningConfig> running, Set<KnownHost> hosts, String trouble) {

    static final Site OFFLINE = new Site(Optional.empty(), Set.of(), "--offline was given");
  }

  @Override
  protected boolean run() {
    ConfigVersion atHand = ConfigVersion.atHand(console);
    Site site = offline ? Site.OFFLINE : ask(atHand);
    ConfigVersion before = old == null ? byDefault(site, atHand) : version(old, site, atHand);
    ConfigVersion after = changed == null ? atHand : version(changed, site, atHand);
    Period period = Period.weekAfter(console.now());
    DiffView view =
        new DiffView(
            before.label(),
            after.label(),
            period,
            ConfigDiff.between(before.config(), after.config()),
            RunDiff.between(before.config(), after.config(), period, site.hosts()),
            offline ? List.of() : orphans(before, after));
    if (console.options().format == OutputFormat.markdown) {
      console.out().print(DiffMarkdown.of(view));
      console.out().flush();
    } else {
      console.answer(view.document(), () -> view.text(console.terminal()));
    }
    return view.isSame();
  }

  @Override
  protected boolean writesMarkdown() {
    return true;
  }

  private ConfigVersion byDefault(Site site, ConfigVersion atHand) {
    return site.running()
        .map(running -> ConfigVersion.of(running).beside(atHand.config()))
        .orElseGet(
            () -> {
              console.say("cl: no running Beat to compare with; comparing with HEAD");
              return ConfigVersion.of(console, "HEAD");
            });
  }

  private ConfigVersion version(String name, Site site, ConfigVersion atHand) {
    if (!name.equals(ConfigVersion.RUNNING)) {
      return ConfigVersion.of(console, name);
    }
    return site.running()
        .map(running -> ConfigVersion.of(running).beside(atHand.config()))
        .orElseThrow(
            () ->
                CommandFailure.notFoundOut(
                    "cl: what Beat runs could not be found out: %s", site.trouble()));
  }

  /** Finds what the new version would leave in Redis; nothing when it does not answer. */
  private List<Orphan> orphans(ConfigVersion before, ConfigVersion after) {
    Set<String> gone = new LinkedHashSet<>(before.config().schedules().keySet());
    gone.removeAll(after.config().schedules().keySet());
    try (SiteConnection connection = SiteConnection.connect(after.config(), console.env())) {
      Orphans orphans = new Orphans(connection.redis(), after.config());
      List<Orphan> found = new ArrayList<>(orphans.find());
      found.addAll(gone.isEmpty() ? List.of() : orphans.paused(gone));
      return found;
    } catch (QueueUnavailable e) {
      return List.of();
    }
  }

  private Site ask(ConfigVersion atHand) {
    try (SiteConnection connection = SiteConnection.connect(atHand.config(), console.env())) {
      Optional<RunningConfig> running = RunningSite.config(connection);
      return new Site(
          running,
          new Heartbeats(connection.redis()).knownHosts(),
          running.isPresent() ? "" : "no Beat has told its configuration");
    } catch (QueueUnavailable e) {
      return new Site(Optional.empty(), Set.of(), e.getMessage());
    }
  }
}
