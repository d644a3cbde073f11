// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.JobResult;
import io.celeryroot.queue.Results;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts jobs: where each one is, and how often it was executed. */
final class Ledger {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  /** All messages in lists, delayed or claimed, read in one step, so that none is on its way. */
  private static final String PLACES =
      """
      local found = {}
      for _, key in ipairs(redis.call('KEYS', '*_tasks*')) do
        local type = redis.call('TYPE', key).ok
        local entries = {}
        if type == 'list' then
          entries = redis.call('LRANGE', key, 0, -1)
        elseif type == 'zset' then
          entries = redis.call('ZRANGE', key, 0, -1)
        end
        for _, entry in ipairs(entries) do
          found[#found + 1] = key .. '\\n' .. entry
        end
      end
      return found
      """;

  private final TestSite site;

  Ledger(TestSite site) {
    this.site = site;
  }

  /** Every job has ended or lies in a queue or claimed list; the promise after each kill. */
  void assertNothingLost(Collection<String> submitted) {
    // A result comes before its message goes: so the places first.
    Set<String> somewhere = places().keySet();
    Set<String> lost = new TreeSet<>(submitted);
    lost.removeAll(somewhere);
    Set<String> ended = new HashSet<>();
    results(lost).values().stream()
        .filter(JobResult::hasEnded)
        .forEach(result -> ended.add(result.id()));
    lost.removeAll(ended);
    assertThat(lost).as("lost jobs").isEmpty();
  }

  /** Each attempt was executed once at most, and none after the one whose result is stored. */
  void assertNothingRepeated(Collection<String> submitted) {
    Map<String, List<Integer>> executions = executions();
    Map<String, JobResult> results = results(submitted);
    for (String id : submitted) {
      List<Integer> attempts = executions.getOrDefault(id, List.of());
      assertThat(attempts).as("attempts of " + id).doesNotHaveDuplicates();
      if (results.containsKey(id)) {
        assertThat(attempts)
            .as("attempts of " + id + ": " + results.get(id))
            .allMatch(attempt -> attempt <= results.get(id).attempt());
      }
    }
  }

  /** No two jobs of a schedule ran at a time, and none keeps its place or waits for it. */
  void assertPlacesAreFree() {
    assertThat(Notes.overlaps(site)).doesNotExist();
    assertThat(site.redis().jedis().keys("*}:slot:*")).isEmpty();
    assertThat(site.redis().jedis().keys("*}:held:*")).isEmpty();
  }

  /** All jobs end, and then no queue holds one of them. */
  void awaitAllEnded(Collection<String> submitted) {
    await("end of all jobs")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(open(submitted)).isEmpty());
    await("empty queues")
        .atMost(TestProcess.PATIENCE)
        .untilAsserted(() -> assertThat(places().keySet()).doesNotContainAnyElementsOf(submitted));
  }

  Set<String> open(Collection<String> submitted) {
    Set<String> open = new TreeSet<>(submitted);
    results(submitted).values().stream()
        .filter(JobResult::hasEnded)
        .forEach(result -> open.remove(result.id()));
    return open;
  }

  /** Ids and the keys that hold their messages; without dead letters and slots. */
  Map<String, List<String>> places() {
    Map<String, List<String>> places = new HashMap<>();
    for (Object entry : (List<?>) site.redis().jedis().eval(PLACES)) {
      String[] parts = String.valueOf(entry).split("\n", 2);
      Matcher id = ID.matcher(parts[1]);
      if (!parts[0].endsWith("}:dead") && !parts[0].endsWith("}:workers") && id.find()) {
        places.computeIfAbsent(id.group(1), key -> new ArrayList<>()).add(parts[0]);
      }
    }
    return places;
  }

  /** Ids of the jobs that a worker holds or, dead, held. */
  List<String> claimedBy(String worker) {
    return places().entrySet().stream()
        .filter(place -> place.getValue().stream().anyMatch(k -> k.endsWith(":claimed:" + worker)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Ids of all jobs that were ever put into a queue. */
  Set<String> enqueued(String queue) {
    String marker = "{" + queue + "}:job:";
    Set<String> ids = new TreeSet<>();
    site.redis().jedis().keys(marker + "*").forEach(key -> ids.add(key.substring(marker.length())));
    return ids;
  }

  /** The last attempt of each job. */
  Map<String, Integer> attempts(Collection<String> ids) {
    Map<String, Integer> attempts = new HashMap<>();
    ids.forEach(id -> attempts.put(id, 0));
    results(ids).forEach((id, result) -> attempts.put(id, result.attempt()));
    return attempts;
  }

  /** Whether each job has begun its next attempt, or ended, or waits for its time. */
  boolean haveMovedOn(Map<String, Integer> before) {
    if (before.isEmpty()) {
      return true;
    }
    Map<String, JobResult> now = results(before.keySet());
    Map<String, List<String>> places = places();
    return before.entrySet().stream()
        .allMatch(
            old -> {
              JobResult result = now.get(old.getKey());
              boolean isDelayed =
                  places.getOrDefault(old.getKey(), List.of()).stream()
                      .anyMatch(key -> key.endsWith(":delayed"));
              return isDelayed
                  || (result != null && (result.hasEnded() || result.attempt() > old.getValue()));
            });
  }

  Map<String, JobResult> results(Collection<String> ids) {
    return new Results(site.redis()).findAll(ids);
  }

  JobResult result(String id) {
    return results(List.of(id)).get(id);
  }

  /** Job id to attempts, in the order in which they were executed. */
  Map<String, List<Integer>> executions() {
    try {
      Map<String, List<Integer>> executions = new HashMap<>();
      if (Files.exists(Notes.executions(site))) {
        for (String line : Files.readAllLines(Notes.executions(site))) {
          String[] parts = line.split(" ", -1);
          executions
              .computeIfAbsent(parts[0], id -> new ArrayList<>())
              .add(Integer.valueOf(parts[1]));
        }
      }
      return executions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitExecution(String id, int attempt, Duration limit) {
    await("attempt " + attempt + " of " + id)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> executions().getOrDefault(id, List.of()).contains(attempt));
  }

  void awaitAnyExecution(Collection<String> ids) {
    await("any execution")
        .atMost(TestProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !Collections.disjoint(executions().keySet(), ids));
  }
}
