// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Source;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers.Rules;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.notify.RunState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stories of runs, and what is told of them. */
final class RunJudgeTest {

  private static final Instant DUE = Instant.parse("2026-11-24T02:00:00Z");

  private Told told = Told.NOTHING;
  private final List<String> said = new ArrayList<>();

  /**
   * Looks at runs one after the other. A look is {@code run@seconds:state}; the state is a list of
   * ends of jobs, such as {@code ok,failed,open}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every run goes well                | 0@5:ok 60@65:ok                                |
          a failure is told once             | 0@5:failed 60@65:failed 120@125:failed          | failed@5
          recovery is told once              | 0@5:failed 60@65:ok 120@125:ok                  | failed@5 recovered@65
          another failure after recovery     | 0@5:failed 60@65:ok 120@125:failed              | failed@5 recovered@65 failed@125
          another kind is a change           | 0@5:failed 60@65:lost 120@125:failed            | failed@5 lost@65
          a run told once, seen twice        | 0@5:failed,open 0@16:failed,open 0@30:failed,ok | failed@16
          others get time to end             | 0@5:failed,open 0@9:failed,failed               | failed@9
          rejected and lost in one run       | 0@5:rejected,lost,ok                            | rejected@5 lost@5
          what nobody asked for              | 0@5:expired 60@65:ok                            |
          timed out is failed                | 0@5:timed_out                                   | failed@5
          cancelled is no trouble            | 0@5:cancelled 60@65:ok                          |
          skipped is no recovery             | 0@5:failed 60@65:skipped 120@125:ok             | failed@5 recovered@125
          cancelled is no recovery           | 0@5:failed 60@65:ok,cancelled 120@125:ok        | failed@5 recovered@125
          an older run is no recovery        | 60@65:failed 0@70:ok 120@125:ok                 | failed@65 recovered@125
          """)
  void receivers_are_told_of_changes(String why, String looks, String expected) {
    look(rules(Optional.empty(), receiver("file", Event.DEFAULT, false)), looks);

    assertThat(String.join(" ", said)).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          in time                            | 0@5:open 0@600:ok                      |
          late, then well                    | 0@5:open 0@600:open 0@700:ok           | late@600 recovered@700
          late once                          | 0@600:open 0@700:open                  | late@600
          failed in time is no second one    | 0@5:failed 0@600:failed                | failed@5
          late, then failed                  | 0@600:open 0@700:failed                | late@600 failed@700
          skipped is not late                | 0@600:skipped                          |
          """)
  void a_run_that_has_not_ended_well_in_time_is_late(String why, String looks, String expected) {
    Optional<Duration> limit = Optional.of(Duration.ofMinutes(10));
    look(rules(limit, receiver("file", Event.DEFAULT, false)), looks);

    assertThat(String.join(" ", said)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void who_wants_only_to_know_of_late_runs_hears_of_one_that_failed() {
    Optional<Duration> limit = Optional.of(Duration.ofMinutes(10));
    Rules rules = rules(limit, receiver("file", List.of(Event.LATE), false));

    look(rules, "0@5:failed 0@600:failed");

    assertThat(said).containsExactly("late@600");
  }

  @Test
  void every_failure_is_told_to_who_wants_that_and_each_run_once() {
    look(
        rules(Optional.empty(), receiver("file", Event.DEFAULT, true)),
        "0@5:failed,open 0@20:failed,open 0@30:failed,failed 60@65:failed 120@125:ok 180@185:ok");

    assertThat(said).containsExactly("failed@20", "failed@65", "recovered@125");
  }

  @Test
  void each_receiver_hears_what_it_wants() {
    Rules rules =
        rules(
            Optional.empty(),
            receiver("a", List.of(Event.FAILED), false),
            receiver("b", List.of(Event.LOST, Event.RECOVERED), false));
    News bad = RunJudge.judge(rules, run("0@5:failed,lost"), told, DUE.plusSeconds(5));
    News good = RunJudge.judge(rules, run("60@65:ok"), bad.told(), DUE.plusSeconds(65));

    assertThat(bad.notices()).extracting(Notice::group).containsExactly("a failed", "b lost");
    assertThat(good.notices()).extracting(Notice::group).containsExactly("b recovered");
    assertThat(good.told().open()).isEmpty();
  }

  @Test
  void a_run_is_watched_until_it_has_ended() {
    Rules rules = rules(Optional.empty(), receiver("file", Event.DEFAULT, false));

    assertThat(RunJudge.judge(rules, run("0@5:open,ok"), told, DUE).unwatched()).isEmpty();
    News over = RunJudge.judge(rules, run("0@5:failed,ok"), told, DUE);
    assertThat(over.unwatched()).isPresent();
    assertThat(over.told().runs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          start and end        | 0@5:open 0@9:ok         | start@5 ok@9
          both at once         | 0@5:ok                  | start@5 ok@5
          failed               | 0@5:open 0@9:failed     | start@5 fail@9
          cancelled            | 0@5:cancelled           | start@5 fail@5
          skipped              | 0@5:skipped 0@9:skipped |
          late skip            | 0@5:open 0@9:skipped    | start@5 ok@9
          """)
  void a_dead_man_service_hears_of_begin_and_end(String why, String looks, String expected) {
    Rules rules = new Rules("schedule s", List.of(), Optional.empty(), Optional.of("ping.s"));
    look(rules, looks);

    assertThat(String.join(" ", said)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void the_message_names_hosts_reasons_and_the_next_command() {
    Rules rules = rules(Optional.empty(), receiver("file", Event.DEFAULT, false));
    Notice notice =
        RunJudge.judge(rules, run("0@5:failed,ok,failed"), told, DUE.plusSeconds(5))
            .notices()
            .get(0);

    assertThat(notice.fields())
        .containsEntry("subject", "s failed on 2 of 3 hosts")
        .containsEntry("hosts", "h0, h2")
        .containsEntry("reason", "why 0")
        .containsEntry("run", "s-0")
        .containsEntry("due", "2026-11-24T02:00:00Z")
        .containsEntry("time", "2026-11-24T02:00:05Z")
        .containsEntry(
            "text", "s failed on 2 of 3 hosts\nh0: why 0\nh2: why 2\nsee: cl task result s-0");
    assertThat(Notice.parse(notice.toJson())).contains(notice);
  }

  @Test
  void looks_become_rarer_with_the_age_of_a_run_but_meet_the_time_when_it_is_late() {
    Rules rules = rules(Optional.of(Duration.ofSeconds(605)), receiver("f", Event.DEFAULT, false));

    assertThat(RunJudge.nextLook(rules, run("0@0:open"), DUE.plusSeconds(1)))
        .isEqualTo(DUE.plusSeconds(2));
    assertThat(RunJudge.nextLook(rules, run("0@0:open"), DUE.plusSeconds(400)))
        .isEqualTo(DUE.plusSeconds(420));
    assertThat(RunJudge.nextLook(rules, run("0@0:open"), DUE.plusSeconds(600)))
        .isEqualTo(DUE.plusSeconds(605));
    assertThat(RunJudge.nextLook(rules, run("0@0:open"), DUE.plusSeconds(36_000)))
        .isEqualTo(DUE.plusSeconds(36_030));
  }

  @Test
  void the_memory_comes_back_from_redis_as_it_was() {
    Rules rules = rules(Optional.of(Duration.ofHours(1)), receiver("file", Event.DEFAULT, false));
    Told before =
        RunJudge.judge(rules, run("0@5:failed,open"), told, DUE.plusSeconds(5))
            .told()
            .opened("file", Event.LOST)
            .missed(DUE)
            .paused(DUE);

    assertThat(Told.parse(before.toJson())).isEqualTo(before);
    assertThat(Told.parse("")).isEqualTo(Told.NOTHING);
    assertThat(Told.parse("{\"open\": 3, \"runs\": [1]}")).isEqualTo(Told.NOTHING);
    assertThat(Told.NOTHING.toJson()).isEmpty();
  }

  private void look(Rules rules, String looks) {
    for (String look : looks.split(" ", -1)) {
      Instant now = DUE.plusSeconds(Long.parseLong(look.replaceAll(".*@|:.*", "")));
      News decision = RunJudge.judge(rules, run(look), told, now);
      told = Told.parse(decision.told().toJson());
      decision
          .notices()
          .forEach(
              notice -> said.add(notice.event() + "@" + Duration.between(DUE, now).toSeconds()));
    }
  }

  private static RunState run(String look) {
    String id = look.replaceAll("@.*", "");
    Instant due = DUE.plusSeconds(Long.parseLong(id));
    List<String> ends = Arrays.asList(look.replaceAll(".*:", "").split(","));
    List<Trouble> troubles = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      String reason = "why " + i;
      String host = "h" + i;
      event(ends.get(i)).ifPresent(event -> troubles.add(new Trouble(event, host, reason)));
    }
    return new RunState(
        "s-" + id,
        Optional.of("s"),
        "task",
        Optional.of(due),
        due,
        ends.size(),
        !ends.contains("open"),
        ends.contains("ok"),
        ends.contains("cancelled"),
        troubles);
  }

  private static Optional<Event> event(String end) {
    return Arrays.stream(Outcome.values())
        .filter(outcome -> outcome.name().equalsIgnoreCase(end))
        .findFirst()
        .flatMap(RunState::event);
  }

  private static Rules rules(Optional<Duration> lateAfter, Receiver... receivers) {
    return new Rules("schedule s", List.of(receivers), lateAfter, Optional.empty());
  }

  private static Receiver receiver(String name, List<Event> on, boolean every) {
    return new Receiver(
        name,
        on,
        new Receiver.To.Uri(new Endpoint("log:x", "log:x")),
        every,
        Optional.empty(),
        Source.BUILT_IN);
  }
}
