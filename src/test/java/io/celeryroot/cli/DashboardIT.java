// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.testing.Http;
import io.celeryroot.testing.Http.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, asked over HTTP, with a real Redis and a real worker. */
final class DashboardIT {

  private static final String HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        good: {command: ["echo", "well"]}
        bad:
          description: "<script>alert(1)</script>"
          script: "echo \\"$text\\"; echo '<img src=x onerror=alert(1)>' >&2; exit 3"
          params: {text: {default: ""}}
        long: {script: "yes abcdefghi | head -30000"}
        slow: {script: "for i in 1 2 3 4; do echo line $i; sleep 1; done"}
        secret:
          command: ["true", "{password}"]
          params: {password: {secret: true}}
      schedules:
        nightly: {cron: "0 2 * * *", task: good, targets: [web], description: "<b>bold</b>"}
        weekly: {cron: "0 3 * * sun", task: bad, targets: [web01]}
      """;

  private static final Optional<Login> ANN = Optional.of(new Login("ann", "writes"));

  @TempDir private Path directory;

  private static Http http(DashboardSite dashboard) {
    return Http.at(dashboard.address()).as("ann", "writes");
  }

  private static Answer post(Http http, String path, Map<String, String> form) {
    return http.postForm(path, DashboardSite.form(form));
  }

  private static Map<String, String> with(String token, String... pairs) {
    Map<String, String> form = new HashMap<>(Map.of("token", token));
    for (int i = 0; i < pairs.length; i += 2) {
      form.put(pairs[i], pairs[i + 1]);
    }
    return form;
  }

  private static String token(Http http) {
    return DashboardSite.token(http.get("/schedules/nightly").body());
  }

  @Test
  void each_page_is_there_as_html_and_as_json_and_shows_hostile_text_as_text() throws IOException {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      dashboard.site().worker("web01");
      Http http = http(dashboard);
      String bad =
          dashboard
              .site()
              .submit(
                  "bad",
                  Map.of("text", HOSTILE),
                  Targets.resolve(
                          dashboard.site().config(),
                          List.of("web01"),
                          Optional.empty(),
                          "bad",
                          Set.of())
                      .targets())
              .get(0);
      dashboard.site().end(bad);
      new SchedulePauses(dashboard.site().redis())
          .pause("nightly", new PauseRequest(Optional.empty(), HOSTILE, Optional.of(HOSTILE)));
      String run = bad.substring(0, bad.lastIndexOf('.'));
      for (String page :
          List.of(
              "/",
              "/schedules",
              "/schedules/nightly",
              "/schedules/nightly?route=yes",
              "/runs",
              "/runs?host=web01&outcome=failed",
              "/runs/" + run,
              "/jobs/" + bad,
              "/hosts",
              "/hosts/web01",
              "/matrix",
              "/day",
              "/forecast",
              "/tasks",
              "/tasks/bad",
              "/queues",
              "/diff",
              "/audit",
              "/why/nightly",
              "/why/" + bad + "?host=web01")) {
        Answer html = http.get(page);
        assertThat(html.status()).as(page).isEqualTo(200);
        assertThat(html.body())
            .as(page)
            .startsWith("<!doctype html>")
            .doesNotContain("<script>alert", "<img src=x", "<b>bold");
        Answer json = http.get(page + (page.contains("?") ? "&" : "?") + "format=json");
        assertThat(json.status()).as(page).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(json.body())).as(page).isNotNull();
      }
      assertThat(http.get("/jobs/" + bad).body())
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "failed (exit 3)");
      assertThat(http.get("/").body()).contains("schedule is paused: nightly");
    }
  }

  @Test
  void a_page_that_is_not_there_says_so() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      for (String page :
          List.of("/nope", "/runs/nope", "/jobs/nope", "/hosts/nope", "/schedules/%3Cb%3E")) {
        assertThat(http.get(page).status()).as(page).isEqualTo(404);
        assertThat(http.get(page).body()).as(page).doesNotContain("<b>").contains("<h1>No such");
      }
      assertThat(http.get("/why/nightly?at=yesterday").status()).isEqualTo(400);
    }
  }

  @Test
  void an_action_asks_once_and_is_in_the_audit_log_with_the_name_of_the_user() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      String token = token(http);
      Answer question =
          post(http, "/do/pause", with(token, "about", "nightly", "o.reason", "new disk"));
      assertThat(question.status()).isEqualTo(200);
      assertThat(question.body())
          .contains("Do you want this?", "cl schedule pause '--reason=new disk' -- nightly");
      assertThat(http.get("/audit?format=json").body()).doesNotContain("nightly");

      Answer done =
          post(
              http,
              "/do/pause",
              with(token, "about", "nightly", "o.reason", "new disk", "sure", "yes"));
      assertThat(done.status()).isEqualTo(200);
      assertThat(done.body()).contains("Done, and in the audit log");
      assertThat(http.get("/schedules/nightly").body()).contains("new disk", "Resume");
      assertThat(http.get("/audit?who=ann&format=json").body())
          .contains("\"who\": \"ann\"", "\"from\": \"127.0.0.1\"", "nightly", "\"exit_code\": 0");
    }
  }

  @Test
  void a_form_without_the_token_of_its_user_does_nothing() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      for (String token : List.of("", "x", token(http.as("eve", "reads")))) {
        Answer refused = post(http, "/do/pause", with(token, "about", "nightly", "sure", "yes"));
        assertThat(refused.status()).isEqualTo(403);
      }
      assertThat(http.get("/audit?format=json").body()).doesNotContain("nightly");
      assertThat(http.get("/schedules/nightly").body()).doesNotContain("paused");
      assertThat(http.get("/do/pause").status()).isEqualTo(405);
      assertThat(post(http, "/diff", Map.of("text", "a: 1")).status()).isEqualTo(403);
    }
  }

  @Test
  void a_reader_sees_all_and_may_do_nothing() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http eve = Http.at(dashboard.address()).as("eve", "reads");
      Answer page = eve.get("/schedules/nightly");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).doesNotContain("/do/", "name=\"token\"").contains("read only");
      String own = DashboardSite.token(eve.get("/diff").body());
      assertThat(own).isNotEmpty();
      assertThat(post(eve, "/do/pause", with(own, "about", "nightly", "sure", "yes")).status())
          .isEqualTo(403);
      assertThat(eve.get("/observe/jolokia/version").status()).isEqualTo(403);
      assertThat(eve.get("/observe/../observe/jolokia/version").status()).isEqualTo(403);
      assertThat(eve.get("/observe/health").status()).isIn(200, 503);
      assertThat(Http.at(dashboard.address()).get("/").status()).isEqualTo(401);
      assertThat(Http.at(dashboard.address()).as("eve", "writes").get("/").status()).isEqualTo(401);
    }
  }

  @Test
  void pages_of_other_sites_and_frames_are_refused() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      assertThat(http.with("Sec-Fetch-Site", "cross-site").get("/").status()).isEqualTo(403);
      assertThat(http.with("Origin", "http://evil.example").get("/").status()).isEqualTo(403);
      assertThat(http.with("Referer", dashboard.address() + ".evil/").get("/").status())
          .isEqualTo(403);
      assertThat(http.with("Origin", dashboard.address().toString()).get("/").status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_task_runs_with_its_parameters_after_its_hosts_were_shown() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      dashboard.site().worker("web01");
      Http http = http(dashboard);
      assertThat(http.get("/tasks/secret").body()).contains("type=\"password\"");
      String token = token(http);
      Map<String, String> form =
          with(token, "about", "secret", "o.targets", "web01", "p.password", "hunter2");
      Answer question = post(http, "/do/run-task", form);
      assertThat(question.body()).contains("web01", "What it would do", "password=***");
      assertThat(question.body().replaceAll("<input[^>]*>", "")).doesNotContain("hunter2");

      form.put("sure", "yes");
      Answer done = post(http, "/do/run-task", form);
      assertThat(done.status()).isEqualTo(200);
      assertThat(done.body()).doesNotContain("hunter2");
      assertThat(http.get("/audit").body()).contains("password=***").doesNotContain("hunter2");
      assertThat(http.get("/runs?task=secret").body()).contains("/runs/secret-");

      form.put("o.targets", "nowhere");
      assertThat(post(http, "/do/run-task", form).status()).isEqualTo(422);
    }
  }

  @Test
  void the_log_of_a_job_is_followed_to_its_end_and_a_long_one_is_cut() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      dashboard.site().worker("web01");
      Http http = http(dashboard);
      String slow = dashboard.site().submit("slow", RunOn.ALL, "web01").get(0);
      dashboard.site().awaitStart(slow);
      String events = http.get("/jobs/" + slow + "/live").body();
      assertThat(events).contains("line 1").contains("line 4").endsWith("event: end\ndata: \n\n");
      assertThat(events.indexOf("event: output")).isLessThan(events.lastIndexOf("event: output"));

      String loud = dashboard.site().submit("long", RunOn.ALL, "web01").get(0);
      dashboard.site().end(loud);
      Answer page = http.get("/jobs/" + loud);
      assertThat(page.body()).contains("characters before this are cut here");
      assertThat(page.body().length()).isLessThan(80_000);
      assertThat(http.get("/jobs/" + loud + "/log").body()).hasSize(300_000);
    }
  }

  @Test
  void a_pasted_file_shows_what_it_would_change_and_no_variable_of_this_machine() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      String token = DashboardSite.token(http.get("/diff").body());
      String text =
          "redis: {url: redis://localhost:1}\n" + CL_YAML.replace("0 2 * * *", "0 4 * * *");
      Answer diff = post(http, "/diff", with(token, "text", text));
      assertThat(diff.status()).isEqualTo(200);
      assertThat(diff.body()).contains("schedules.nightly", "moved");
      Answer wrong = post(http, "/diff", with(token, "text", "redis: ${PATH}\nx: [1"));
      assertThat(wrong.status()).isEqualTo(422);
      assertThat(wrong.body()).contains("The pasted file has mistakes").doesNotContain("/usr/bin");
    }
  }

  @Test
  void pages_of_a_large_site_are_small_and_quick() {
    String hosts =
        IntStream.range(0, 2000).mapToObj("h%04d"::formatted).collect(Collectors.joining(", "));
    String schedules =
        IntStream.range(0, 1000)
            .mapToObj("  s%04d: {cron: \"0 2 * * *\", task: good, targets: [all]}\n"::formatted)
            .collect(Collectors.joining());
    String large =
        "workers:\n  all: {hostnames: ["
            + hosts
            + "]}\ntasks:\n  good: {command: [\"true\"]}\nschedules:\n"
            + schedules;
    try (DashboardSite dashboard = DashboardSite.start(directory, large, ANN)) {
      Http http = http(dashboard);
      http.get("/");
      for (String page : List.of("/", "/schedules", "/hosts", "/matrix", "/day", "/queues")) {
        long began = System.nanoTime();
        Answer answer = http.get(page);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(answer.status()).as(page).isEqualTo(200);
        assertThat(answer.body().length()).as(page).isLessThan(150_000);
        assertThat(took).as(page).isLessThan(Duration.ofSeconds(5));
      }
      assertThat(http.get("/schedules?page=20").body()).contains("s0999", "951 to 1000 of 1000");
      assertThat(http.get("/hosts?q=h1999").body()).contains("h1999").doesNotContain("h0001");
    }
  }

  @Test
  void without_redis_a_page_says_so() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      assertThat(http.get("/").status()).isEqualTo(200);
      dashboard.site().stopRedis();
      Answer away = http.get("/schedules");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.body()).contains("Redis does not answer");
      dashboard.site().startRedis();
    }
  }
}
