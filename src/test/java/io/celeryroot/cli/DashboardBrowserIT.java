// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.testing.Browser;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser; leaves pictures of its pages in the build directory. */
final class DashboardBrowserIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Path PICTURES = Path.of("target/dashboard");
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private static final Login ANN = new Login("ann", "writes");

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
        db: {hostnames: [db01]}
      tasks:
        good: {command: ["echo", "well"], description: Says that all is well}
        bad: {script: "echo 'no such host' >&2; exit 3"}
        check: {script: "case $CL_JOB_ID in *T10*|*T16*web02) echo 'no answer' >&2; exit 3;; esac"}
        slow: {script: "for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 1; done"}
      calendars:
        nights: {hours: "00:00-06:00"}
      schedules:
        backup: {cron: "0 2 * * *", task: good, targets: [web, db], description: Saves all}
        checks: {cron: "0 */2 * * *", task: check, targets: [web], blackout: [nights]}
        reports: {cron: "30 4 * * *", task: slow, targets: [db], splay: 20m}
      """;

  private static final List<String> PAGES =
      List.of(
          "/",
          "/schedules",
          "/schedules/checks",
          "/runs",
          "/hosts",
          "/hosts/web01",
          "/matrix",
          "/day",
          "/forecast",
          "/tasks",
          "/tasks/good",
          "/queues",
          "/diff",
          "/audit",
          "/why/backup");

  @TempDir private static Path profile;
  @AutoClose private static Browser browser;

  @TempDir private Path directory;

  @BeforeAll
  static void startBrowser() throws IOException {
    Browser.missing().ifPresent(Assumptions::abort);
    browser = Browser.start(profile);
  }

  private static String axe() throws IOException {
    try (InputStream in = DashboardBrowserIT.class.getResourceAsStream(AXE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What axe, which the page has, finds serious or critical in the page. */
  private static String findings() {
    return browser.run(
        """
        return axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})
            .then(found => found.violations
                .filter(one => ['serious', 'critical'].includes(one.impact))
                .map(one => one.id + ': ' + one.nodes.map(n => n.html + ' ' + n.failureSummary)
                    .join(' | ')).join('; '));
        """);
  }

  /** Runs what was due in the last 24 hours, and has it take a while. */
  private static void runThroughTheLastDay(TestSite site) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    for (int hours = 23; hours > 0; hours--) {
      Instant due = now.minus(hours, ChronoUnit.HOURS);
      try (SimulatedBeat beat = new SimulatedBeat(site.config(), () -> due)) {
        beat.fire(due);
      }
      for (String schedule : site.config().schedules().keySet()) {
        String run = RunIds.due(schedule, due);
        new RunRecords(site.redis())
            .find(run).stream()
                .flatMap(record -> record.jobs().stream())
                .forEach(job -> site.end(job.id()));
        if (site.redis().jedis().exists(Keys.ends(run))) {
          String end = String.valueOf(due.plus(40, ChronoUnit.MINUTES).toEpochMilli());
          site.redis().jedis().hset(Keys.ends(run), "ended", end);
        }
      }
    }
  }

  @Test
  void each_page_fits_phone_desk_and_wall_and_breaks_no_rule_of_accessibility() throws Exception {
    String axe = axe();
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, Optional.of(ANN))) {
      browser.open(dashboard.addressOf(ANN));
      for (String host : List.of("web01", "web02", "db01")) {
        dashboard.site().worker(host);
      }
      dashboard.site().beat(EngineListener.NONE);
      runThroughTheLastDay(dashboard.site());
      new SchedulePauses(dashboard.site().redis())
          .pause(
              "reports", new PauseRequest(Optional.empty(), "ann@desk", Optional.of("new disk")));
      String bad = dashboard.site().submit("bad", RunOn.ALL, "web01").get(0);
      dashboard.site().end(bad);
      List<String> pages = new ArrayList<>(PAGES);
      pages.add("/runs/" + bad.substring(0, bad.lastIndexOf('.')));
      pages.add("/jobs/" + bad);
      for (String page : pages) {
        browser.open(dashboard.address() + page);
        browser.run(axe);
        String name = page.equals("/") ? "home" : page.substring(1).replace('/', '-');
        for (int width : List.of(360, 1280, 1920)) {
          browser.resize(width, 900);
          browser.picture(
              PICTURES.resolve(String.valueOf(width)).resolve(name.split("-2", 2)[0] + ".png"));
          assertThat(findings()).as("%s at %d", page, width).isEmpty();
          assertThat(
                  browser.run(
                      "const page = document.documentElement;"
                          + "return String(page.scrollWidth <= page.clientWidth)"))
              .as("%s at %d needs no sideways scrolling", page, width)
              .isEqualTo("true");
        }
      }
    }
  }

  @Test
  void a_run_is_started_confirmed_and_followed_to_its_end() throws Exception {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, Optional.of(ANN))) {
      browser.open(dashboard.addressOf(ANN));
      dashboard.site().worker("web01");
      browser.open(dashboard.address() + "/tasks/slow");
      browser.run("document.querySelector('[name=\"o.targets\"]').value = 'web01';");
      browser.run("[...document.querySelectorAll('button')].pop().click();");
      await("the question").atMost(PATIENCE).until(() -> browser.text().contains("Really?"));
      browser.run("[...document.querySelectorAll('button')].pop().click();");
      await("the end of the command")
          .atMost(PATIENCE)
          .until(() -> browser.text().contains("Done, and in the audit log"));

      browser.open(dashboard.address() + "/runs?task=slow");
      browser.run("document.querySelector('td a').click();");
      await("the job").atMost(PATIENCE).until(() -> browser.text().contains("JOB"));
      browser.run("document.querySelector('a[href^=\"/jobs/\"]').click();");
      await("output while it runs")
          .atMost(PATIENCE)
          .until(() -> browser.text().contains("line 1") && !browser.text().contains("line 8"));
      await("the end, without a new page")
          .atMost(PATIENCE)
          .until(() -> browser.text().contains("line 8") && browser.text().contains("State: ok"));
    }
  }

  @Test
  void the_keyboard_reaches_the_content_and_the_policy_lets_no_script_in() throws Exception {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, Optional.of(ANN))) {
      browser.open(dashboard.addressOf(ANN));
      browser.open(dashboard.address() + "/");
      assertThat(browser.run("return String(Boolean(window.htmx))")).isEqualTo("true");
      assertThat(
              browser.run(
                  """
                  const script = document.createElement('script');
                  script.textContent = 'window.hacked = true';
                  document.body.append(script);
                  document.body.setAttribute('onclick', 'window.hacked = true');
                  document.body.click();
                  return String(window.hacked);
                  """))
          .isEqualTo("undefined");
      assertThat(
              browser.run(
                  """
                  const first = document.querySelector('a, button, input');
                  first.focus();
                  first.click();
                  return first.textContent + ' ' + first.getAttribute('href');
                  """))
          .isEqualTo("To the content #main");
    }
  }
}
