// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.host.Presence;
import io.celeryroot.redis.Isolated;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Json;
import io.celeryroot.text.Text;
import io.celeryroot.web.PageOf;
import io.celeryroot.web.RouteCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The content of single pages, with a real Redis. */
final class PagesIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web1], queue: web_tasks}
        db: {hostnames: [db1]}
      tasks:
        sync: {command: ["true"], params: {how: {choices: [slow, fast], default: slow}}}
      schedules:
        nightly: {cron: "0 2 * * *", task: sync, targets: [web]}
      workflows:
        flow: {tasks: [{task: sync, targets: [web]}]}
      """;

  private static ClConfig config() {
    return TestSite.config(SERVER.url(), CL_YAML);
  }

  private static JsonNode json(String address) {
    try (PageOf page = PageOf.of(config(), address)) {
      return page.json();
    }
  }

  private static String html(String address) {
    try (PageOf page = PageOf.writable(config(), address)) {
      return page.html();
    }
  }

  @Test
  void schedules_say_as_json_what_the_page_says() {
    JsonNode schedule = json("/schedules").get(0);
    assertThat(schedule.get("when").asText()).isEqualTo("every day at 02:00");
    assertThat(schedule.has("usual_ms")).isTrue();
    assertThat(schedule.get("last_runs").isArray()).isTrue();
    JsonNode one = json("/schedules/nightly?route=yes");
    assertThat(one.get("when").asText()).isEqualTo("every day at 02:00");
    assertThat(one.get("next")).hasSize(5);
    assertThat(one.get("route").get(0).get("verb").asText()).isEqualTo("from");
  }

  @Test
  void tasks_offer_workflows_and_no_internal_task() {
    assertThat(html("/tasks")).contains("/workflows/flow").doesNotContain("/tasks/conditions");
    assertThat(html("/workflows/flow")).contains("/do/run-workflow");
    assertThat(json("/workflows/flow").get("steps").get(0).get("task").asText()).isEqualTo("sync");
  }

  @Test
  void a_choice_with_a_default_has_no_other_word_for_it() {
    assertThat(html("/tasks/sync"))
        .contains("<option value=\"slow\" selected>slow</option>")
        .doesNotContain(">any</option>");
  }

  private static void bury(int from, int to) {
    for (int i = from; i < to; i++) {
      bury("j" + i, i % 2 == 0 ? "even" : "odd");
    }
  }

  private static void bury(String id, String reason) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", id);
    letter.put("role", "web");
    letter.put("host", "web1");
    letter.put("at", "2026-11-23T02:00:00Z");
    letter.put("reason", reason);
    letter.put("message", "{}");
    SERVER.redis().call("burying", j -> j.lpush(Keys.dead("web_tasks"), Json.line(letter)));
  }

  @Test
  void of_many_dead_letters_some_are_read_and_the_page_says_so() {
    bury(0, 300);
    assertThat(html("/queues")).contains("Dead letters (of the newest 200 of 300)");
    JsonNode queues = json("/queues");
    assertThat(queues.get("dead_total").asInt()).isEqualTo(300);
    assertThat(queues.get("dead_read").asInt()).isEqualTo(200);
  }

  @Test
  void a_filter_of_dead_letters_is_what_is_removed() {
    bury(0, 4);
    assertThat(html("/queues?q=odd"))
        .contains(
            "value=\"web j3@2026-11-23T02:00:00Z j1@2026-11-23T02:00:00Z\"",
            "Remove the dead letters of role web with that text (2)")
        .doesNotContain("j2@");
  }

  @Test
  void a_host_shows_the_first_jobs_that_wait_for_it_in_their_order() {
    JobQueues queues = new JobQueues(SERVER.redis(), Duration.ofDays(7));
    for (int i = 0; i < 150; i++) {
      queues.enqueue(Jobs.job("job-%03d".formatted(i)));
    }
    JsonNode waiting = json("/hosts/web1").get("waiting");
    assertThat(waiting).hasSize(100);
    assertThat(waiting.get(0).get("id").asText()).isEqualTo("job-000");
    assertThat(waiting.get(99).get("id").asText()).isEqualTo("job-099");
    assertThat(html("/hosts/web1")).contains("Waits for it (the first 100)");
  }

  @Test
  void a_host_shows_when_it_was_away() {
    Instant now = SERVER.redis().serverTime();
    Presence presence = new Presence(SERVER.redis(), "web1", "web1", new Isolated(spoiled -> {}));
    presence.seen(now.minusSeconds(600));
    presence.seen(now);
    JsonNode gap = json("/hosts/web1").get("absences").get(0);
    assertThat(gap.get("duration_ms").asLong()).isEqualTo(600_000);
    assertThat(gap.get("cause").asText()).isEqualTo("ran, and did not reach Redis");
    assertThat(html("/hosts/web1"))
        .contains("When it was away", Text.utc(now), "10 min", "cl worker list web1");
  }

  @Test
  void a_host_whose_absences_somebody_overwrote_says_so_and_shows_the_rest() {
    SERVER.redis().jedis().set("cl:away:web1", "x");
    assertThat(html("/hosts/web1"))
        .contains("cl:away:web1 holds a value of another type; fix: redis-cli DEL cl:away:web1")
        .contains("Its last runs");
    assertThat(json("/hosts/web1").get("absences_trouble").asText()).contains("another type");
  }

  @Test
  void the_file_that_runs_has_no_difference_whatever_redis_stands_in_for_its_own() {
    String own = "redis: {url: \"redis://db9:6379\"}\n" + CL_YAML;
    ClConfig file = TestSite.config(own);
    Site site =
        new Site(
            file.withRedisAt(SERVER.url()), file, SERVER.redis(), RouteCounts.NONE, Instant.now());
    PageContent same =
        new DiffPage().answer(site, new Query("/diff", "", Map.of(DiffPage.TEXT, own)));
    assertThat(same.parts().toString()).contains("No difference.");
    PageContent other =
        new DiffPage()
            .answer(
                site,
                new Query(
                    "/diff", "", Map.of(DiffPage.TEXT, own.replace("0 2 * * *", "0 3 * * *"))));
    assertThat(other.parts().toString())
        .contains("What changes in the file", "Runs of the next 7 days that change")
        .doesNotContain("redis.url");
  }

  @Test
  void a_form_names_the_newest_letters_and_tells_how_many_there_are() {
    bury(0, 300);
    assertThat(html("/queues?q=odd"))
        .contains(
            "of role web with that text (the 100 newest of 100 or more)",
            "Requeue the dead letters (the 100 newest of 100 or more)");
    assertThat(html("/queues"))
        .contains("Requeue the dead letters (the 100 newest of 200 or more)");
  }

  @Test
  void a_letter_whose_name_is_also_that_of_another_is_never_named() {
    bury(1, 2);
    bury("j1", "even");
    bury("j 3", "odd");
    bury(null, "odd");
    assertThat(html("/queues?q=odd"))
        .contains(
            "value=\"web ?@2026-11-23T02:00:00Z j?3@2026-11-23T02:00:00Z\"",
            "with that text (the 2 newest of 3)");
  }
}
