// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.OnLost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobMetaTest {

  private static final String MINE = "me#1";
  private static final String OTHER = "other#1";

  private static final Map<String, Function<JobMeta, Optional<JobMeta>>> EVENTS =
      new LinkedHashMap<>();

  static {
    EVENTS.put("begin", meta -> meta.begin(MINE));
    EVENTS.put("finish", meta -> meta.finish(MINE, Outcome.OK));
    EVENTS.put("retry", meta -> meta.retry(MINE, 1000));
    EVENTS.put("give back", meta -> meta.giveBack(MINE));
    EVENTS.put("lost", meta -> meta.lost(MINE, OnLost.REQUEUE));
    EVENTS.put("end", meta -> meta.end(Outcome.CANCELLED));
  }

  /** Every state with every event: what follows, or that it is refused. */
  @ParameterizedTest(name = "{0} + {1} -> {2}")
  @CsvSource({
    "PENDING,      begin,     STARTED",
    "PENDING,      finish,    refused",
    "PENDING,      retry,     refused",
    "PENDING,      give back, refused",
    "PENDING,      lost,      refused",
    "PENDING,      end,       REVOKED",
    "STARTED mine, begin,     same",
    "STARTED mine, finish,    SUCCESS",
    "STARTED mine, retry,     RETRY",
    "STARTED mine, give back, RETRY",
    "STARTED mine, lost,      RETRY",
    "STARTED mine, end,       refused",
    "STARTED,      begin,     refused",
    "STARTED,      finish,    refused",
    "STARTED,      retry,     refused",
    "STARTED,      give back, refused",
    "STARTED,      lost,      refused",
    "STARTED,      end,       refused",
    "STARTED none, begin,     STARTED",
    "STARTED none, finish,    refused",
    "STARTED none, retry,     refused",
    "STARTED none, give back, refused",
    "STARTED none, lost,      refused",
    "STARTED none, end,       REVOKED",
    "RETRY mine,   begin,     STARTED",
    "RETRY mine,   finish,    refused",
    "RETRY mine,   retry,     same",
    "RETRY mine,   give back, refused",
    "RETRY mine,   lost,      refused",
    "RETRY mine,   end,       REVOKED",
    "RETRY,        begin,     STARTED",
    "RETRY,        finish,    refused",
    "RETRY,        retry,     refused",
    "RETRY,        give back, refused",
    "RETRY,        lost,      refused",
    "RETRY,        end,       REVOKED",
    "SUCCESS mine, begin,     refused",
    "SUCCESS mine, finish,    same",
    "SUCCESS mine, retry,     refused",
    "SUCCESS mine, give back, refused",
    "SUCCESS mine, lost,      refused",
    "SUCCESS mine, end,       refused",
  })
  void each_state_takes_or_refuses_each_event(String state, String event, String next) {
    JobMeta meta = meta(state);

    Optional<JobMeta> result = EVENTS.get(event).apply(meta);

    assertThat(words(meta, result)).isEqualTo(next);
  }

  static Stream<Arguments> terminalAndEvent() {
    return Stream.of("SUCCESS", "FAILURE", "REVOKED")
        .flatMap(state -> EVENTS.keySet().stream().map(event -> Arguments.of(state, event)));
  }

  @ParameterizedTest
  @MethodSource("terminalAndEvent")
  void the_end_of_a_job_is_final_for_every_other_claim(String state, String event) {
    assertThat(EVENTS.get(event).apply(meta(state))).isEmpty();
  }

  @Test
  void each_event_counts_what_it_is() {
    JobMeta begun = JobMeta.NONE.begin(MINE).orElseThrow();
    JobMeta failed = begun.retry(MINE, 1000).orElseThrow();
    JobMeta again = failed.begin("me#2").orElseThrow();
    JobMeta lost = again.lost("me#2", OnLost.REQUEUE).orElseThrow();
    JobMeta third = lost.begin("me#3").orElseThrow();
    JobMeta back = third.giveBack("me#3").orElseThrow();

    assertThat(failed).isEqualTo(new JobMeta(JobState.RETRY, 1, 1, 0, Optional.of(MINE), 1000));
    assertThat(back).isEqualTo(new JobMeta(JobState.RETRY, 3, 1, 1, Optional.of("me#3"), 0));
  }

  @Test
  void the_third_lost_attempt_is_the_last() {
    JobMeta twice = new JobMeta(JobState.STARTED, 3, 0, 2, Optional.of(MINE), 0);

    assertThat(twice.lost(MINE, OnLost.REQUEUE).orElseThrow().state()).isEqualTo(JobState.FAILURE);
  }

  @ParameterizedTest
  @EnumSource(OnLost.class)
  void a_claim_that_was_lost_has_nothing_more_to_say(OnLost onLost) {
    JobMeta begun = JobMeta.NONE.begin(MINE).orElseThrow();

    for (JobMeta lost :
        List.of(begun.lost(MINE, onLost).orElseThrow(), begun.cancelLost(MINE).orElseThrow())) {
      assertThat(lost.finish(MINE, Outcome.OK)).isEmpty();
      assertThat(lost.retry(MINE, 1000)).isEmpty();
      assertThat(lost.giveBack(MINE)).isEmpty();
    }
  }

  @Test
  void a_task_that_must_not_run_twice_is_lost_at_once() {
    JobMeta begun = JobMeta.NONE.begin(MINE).orElseThrow();

    assertThat(begun.lost(MINE, OnLost.FAIL).orElseThrow().state()).isEqualTo(JobState.FAILURE);
  }

  private static JobMeta meta(String words) {
    String[] parts = words.split(" ", -1);
    Optional<String> token =
        switch (parts.length == 1 ? "" : parts[1]) {
          case "mine" -> Optional.of(MINE);
          case "none" -> Optional.empty();
          default -> parts[0].equals("PENDING") ? Optional.empty() : Optional.of(OTHER);
        };
    return new JobMeta(JobState.valueOf(parts[0]), token.isPresent() ? 1 : 0, 0, 0, token, 0);
  }

  private static String words(JobMeta old, Optional<JobMeta> next) {
    if (next.isEmpty()) {
      return "refused";
    }
    return next.get().equals(old) ? "same" : next.get().state().name();
  }
}
