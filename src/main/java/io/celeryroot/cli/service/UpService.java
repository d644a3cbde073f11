// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobState;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.ReloadingService;
import io.celeryroot.runtime.Service;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Colour;
import io.celeryroot.view.site.HomeViews;
import io.celeryroot.view.site.SiteViews;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Beat and all workers of the file in this process, with their news on the terminal. */
public final class UpService implements Service {

  private final Console console;
  private final ClConfig config;
  private final List<String> hosts;
  private final ReloadingService process;
  private final HomeNews news;
  private volatile SiteConnection site;

  /**
   * @param use makes what is used of a file that was changed
   */
  public UpService(
      Console console, ClConfig config, ServiceSettings settings, UnaryOperator<ClConfig> use) {
    this.console = console;
    this.config = config;
    this.hosts = hosts(console, config);
    SigningCheck signing = new SigningCheck(console, config);
    signing.beat();
    signing.worker(hosts);
    this.news = new HomeNews(this::home, console.terminal(), this::print);
    this.process =
        ReloadingService.up(
            config,
            file ->
                hosts(console, file).stream()
                    .map(host -> WorkerProcess.Identity.of(file, host))
                    .toList(),
            LocalHost.name(console.env()),
            new Lines(),
            settings,
            ServiceLauncher.watched(console, use));
  }

  /** Returns the hosts that roles name, and this machine where a pattern of a role matches it. */
  private static List<String> hosts(Console console, ClConfig config) {
    Set<String> hosts = new LinkedHashSet<>();
    config.roles().values().stream()
        .filter(role -> !role.isCelery())
        .flatMap(role -> role.hostnames().stream())
        .filter(name -> !Glob.isGlob(name))
        .forEach(hosts::add);
    String own = LocalHost.name(console.env());
    if (!config.servedRolesOf(own).isEmpty()) {
      hosts.add(own);
    }
    return List.copyOf(hosts);
  }

  @Override
  public void start() {
    Instant began = console.now();
    process.start();
    print(
        "ready after %s: Beat and %s: %s"
            .formatted(
                Text.duration(Duration.between(began, console.now())),
                Text.count(hosts.size(), "worker"),
                String.join(", ", hosts)));
    process.managementAddress().ifPresent(address -> print("dashboard at " + address.resolve("/")));
    new FirstRun(console, config, this::print).submit(hosts);
    print("Ctrl-C stops; from another terminal: cl task status");
    news.start();
  }

  private HomeViews home() {
    ClConfig now = process.config();
    if (site == null || !site.config().equals(now)) {
      if (site != null) {
        print(now.file() + " was changed; its new content is in use");
        site.close();
      }
      site = SiteConnection.connect(now, console.env());
    }
    return new HomeViews(SiteViews.read(site.redis(), now, site.monitor(), site.now()));
  }

  @Override
  public void endJobs() {
    console.say("ending the running jobs; they are requeued");
    process.endJobs();
  }

  @Override
  public Optional<Runnable> reload() {
    return process.reload();
  }

  @Override
  public void onEnd(Runnable action) {
    process.onEnd(action);
  }

  @Override
  public void close() {
    news.close();
    console.say("stopping: running jobs may finish, no new ones start");
    process.close();
    if (site != null) {
      site.close();
    }
  }

  private synchronized void print(String line) {
    console.out().println(line);
    console.out().flush();
  }

  /** Prints a line for each attempt as it ends. */
  private final class Lines implements EngineListener {

    @Override
    public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
      Colour colour = outcome.outcome().state() == JobState.SUCCESS ? Colour.GREEN : Colour.RED;
      String shown = colour.paint(Printable.line(outcome.text()), console.terminal().colour());
      String what = job.schedule().map(name -> name + " (" + job.task() + ")").orElse(job.task());
      String duration =
          outcome.duration().isZero() ? "" : " in " + Text.duration(outcome.duration());
      print(
          "%s  %s: %s %s%s%s"
              .formatted(
                  Text.utc(console.now()),
                  host,
                  Printable.line(what),
                  shown,
                  duration,
                  isFinal ? "" : ", will be tried again"));
    }
  }
}
