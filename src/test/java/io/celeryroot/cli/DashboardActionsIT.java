// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.host.KnownQueues;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.testing.Http;
import io.celeryroot.testing.Http.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions of the dashboard that start runs. */
final class DashboardActionsIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        good: {command: ["echo", "well"]}
        bad: {script: "exit 3"}
      schedules:
        nightly: {cron: "0 2 * * *", task: good, targets: [web], conditions: [load < 99]}
      workflows:
        flow: {tasks: [{task: good, targets: [web]}, {task: bad, targets: [web02]}]}
      """;

  @TempDir private Path directory;

  private DashboardSite dashboard;
  private Http http;

  @BeforeEach
  void start() {
    dashboard = DashboardSite.start(directory, CL_YAML, Optional.of(new Login("ann", "writes")));
    http = Http.at(dashboard.address()).as("ann", "writes");
  }

  @AfterEach
  void close() {
    dashboard.close();
  }

  private Answer act(String action, String about, boolean isSure) {
    Map<String, String> form = new TreeMap<>();
    form.put("token", DashboardSite.token(http.get("/schedules/nightly").body()));
    form.put("about", about);
    if (isSure) {
      form.put("sure", "yes");
    }
    return http.postForm("/do/" + action, DashboardSite.form(form));
  }

  @Test
  void run_now_shows_the_hosts_first_and_leads_to_the_run() {
    Answer question = act("run", "nightly", false);
    assertThat(question.status()).isEqualTo(200);
    assertThat(question.body()).contains("What it would do", "web01", "web02", "load &lt; 99");
    assertThat(http.get("/runs?format=json").body()).doesNotContain("nightly-");
    assertThat(http.get("/audit?format=json").body()).doesNotContain("nightly");

    Answer done = act("run", "nightly", true);
    assertThat(done.body()).containsPattern("<a href=\"/runs/nightly-[^\"]+\">See run nightly-");
    assertThat(new KnownQueues(dashboard.site().redis()).all()).containsEntry("web_tasks", "web");
  }

  @Test
  void a_retry_shows_the_hosts_first() {
    dashboard.site().worker("web01");
    String job = dashboard.site().submit("bad", RunOn.ALL, "web01").get(0);
    dashboard.site().end(job);
    String run = job.substring(0, job.lastIndexOf('.'));
    Answer question = act("retry", run, false);
    assertThat(question.body())
        .contains("What it would do", "web01", "script of bad")
        .doesNotContain("web02");
    assertThat(act("retry", run, true).body()).containsPattern("<a href=\"/runs/bad-[^\"]+\">");
  }

  @Test
  void a_workflow_shows_its_steps_with_their_hosts_first() {
    Answer question = act("run-workflow", "flow", false);
    assertThat(question.body()).containsPattern("1 +good +web01.*web02").containsPattern("2 +bad");
    assertThat(http.get("/runs?format=json").body()).doesNotContain("flow-");
    String done = act("run-workflow", "flow", true).body();
    Matcher run = Pattern.compile("<a href=\"(/runs/flow-[^\"]+)\">").matcher(done);
    assertThat(run.find()).as(done).isTrue();
    dashboard.site().beat(EngineListener.NONE);
    await("the first step")
        .atMost(Duration.ofSeconds(20))
        .until(() -> http.get(run.group(1)).body().contains("└ web02"));
    assertThat(http.get(run.group(1)).body()).contains("1 good", "└ web01", "2 bad");
  }
}
