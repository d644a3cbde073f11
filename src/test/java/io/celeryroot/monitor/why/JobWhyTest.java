// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.KnownAbsences;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.host.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cause that a job can have, from facts to one sentence. */
final class JobWhyTest {

  private static final Instant NOW = Instant.parse("2026-11-29T03:00:00Z");
  private static final Instant GONE = Instant.parse("2026-11-29T02:10:00Z");
  private static final Instant LATER = NOW.plusSeconds(600);
  private static final Target HOST = new Target("web", "web_tasks", Optional.of("web01"));
  private static final Target ROLE = new Target("web", "web_tasks", Optional.empty());

  /** Facts of a job that waits for a live worker with a free slot, changed one by one. */
  private record Given(
      Target target,
      Optional<JobResult> result,
      Optional<Sighting> sighting,
      List<Heartbeat> workers,
      Optional<String> marker,
      Optional<String> holder,
      Optional<Instant> notBefore,
      Optional<Integer> ahead,
      Optional<String> wave) {

    static Given job() {
      return new Given(
          HOST,
          Optional.empty(),
          Optional.of(new Sighting("web01", true, NOW)),
          List.of(worker(0, 2)),
          Optional.of("QUEUED"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    Given to(Target other) {
      return new Given(other, result, sighting, workers, marker, holder, notBefore, ahead, wave);
    }

    Given ended(Outcome outcome, String reason) {
      return with(stored(outcome.state(), Optional.of(outcome), reason, Optional.empty()));
    }

    Given with(JobResult other) {
      return new Given(
          target, Optional.of(other), sighting, workers, marker, holder, notBefore, ahead, wave);
    }

    Given seen(boolean isAlive) {
      return new Given(
          target,
          result,
          Optional.of(new Sighting("web01", isAlive, GONE)),
          workers,
          marker,
          holder,
          notBefore,
          ahead,
          wave);
    }

    Given neverSeen() {
      return new Given(
          target, result, Optional.empty(), List.of(), marker, holder, notBefore, ahead, wave);
    }

    Given servedBy(Heartbeat... some) {
      return new Given(
          target, result, sighting, List.of(some), marker, holder, notBefore, ahead, wave);
    }

    Given marked(String word) {
      return new Given(
          target,
          result,
          sighting,
          workers,
          Optional.of(word).filter(w -> !w.isEmpty()),
          Optional.of("nightly-20261128T020000Z.web01"),
          notBefore,
          ahead,
          wave);
    }

    Given from(Instant time) {
      return new Given(
          target, result, sighting, workers, marker, holder, Optional.of(time), ahead, wave);
    }

    Given behind(int count) {
      return new Given(
          target, result, sighting, workers, marker, holder, notBefore, Optional.of(count), wave);
    }

    Given inWave(String text) {
      return new Given(
          target, result, sighting, workers, marker, holder, notBefore, ahead, Optional.of(text));
    }

    Answer answer() {
      return JobWhy.of(
          new JobFacts(
              new JobView("r.web01", "backup", Optional.of(target), result),
              Optional.of(GONE),
              NOW,
              sighting,
              workers,
              marker,
              holder,
              notBefore,
              ahead,
              wave,
              KnownAbsences.NONE));
    }
  }

  private static Heartbeat worker(int running, int slots) {
    return worker(running, slots, Map.of());
  }

  private static Heartbeat paused(String by) {
    return worker(0, 2, Map.of("web", by));
  }

  private static Heartbeat worker(int running, int slots, Map<String, String> paused) {
    return new Heartbeat(
        "web01",
        "web01",
        List.of("web"),
        List.of(HOST.list()),
        "test",
        1,
        "m",
        GONE,
        0,
        2,
        slots,
        IntStream.rangeClosed(1, running)
            .mapToObj(i -> new RunningJob("long-" + i, "long", GONE))
            .toList(),
        0,
        0,
        paused,
        Optional.empty(),
        NOW,
        Map.of());
  }

  private static JobResult stored(
      JobState state, Optional<Outcome> outcome, String reason, Optional<Instant> next) {
    Optional<JobOutcome> end =
        outcome.map(
            kind ->
                new JobOutcome(
                    kind,
                    kind == Outcome.FAILED && reason.isEmpty()
                        ? OptionalInt.of(3)
                        : OptionalInt.empty(),
                    "",
                    "",
                    false,
                    GONE,
                    Duration.ofSeconds(1),
                    reason));
    return stored(state, end, next);
  }

  private static JobResult stored(
      JobState state, Optional<JobOutcome> end, Optional<Instant> next) {
    return new JobResult(
        "r.web01",
        state,
        end,
        end.map(JobOutcome::text).orElse(""),
        "backup",
        List.of(),
        Map.of(),
        1,
        "web01",
        "web_tasks",
        Optional.of(GONE),
        Optional.of(NOW).filter(at -> state.isTerminal()),
        next,
        List.of(),
        "");
  }

  private static JobResult retry(Instant next) {
    return stored(JobState.RETRY, Optional.of(Outcome.FAILED), "", Optional.of(next));
  }

  private static String failedAfter(String stdout, String stderr) {
    JobOutcome end =
        new JobOutcome(
            Outcome.FAILED,
            OptionalInt.of(3),
            stdout,
            stderr,
            false,
            GONE,
            Duration.ofSeconds(1),
            "");
    return Given.job()
        .with(stored(JobState.FAILURE, Optional.of(end), Optional.empty()))
        .answer()
        .text();
  }

  @Test
  void a_failed_job_is_answered_with_the_last_line_that_it_printed() {
    assertThat(failedAfter("done so far\n", "cp: a\ncp: disk full \n\n"))
        .isEqualTo("ran: failed (exit 3) on web01 at 2026-11-29T03:00:00Z: cp: disk full");
    assertThat(failedAfter("disk\tfull\n", " \n"))
        .isEqualTo("ran: failed (exit 3) on web01 at 2026-11-29T03:00:00Z: disk full");
    assertThat(failedAfter("", "x".repeat(1000))).hasSizeLessThan(240).endsWith("…");
  }

  static Stream<Arguments> causes() {
    Given job = Given.job();
    return Stream.of(
        Arguments.of(
            Cause.OK, job.ended(Outcome.OK, ""), "ran: ok on web01 at 2026-11-29T03:00:00Z"),
        Arguments.of(
            Cause.FAILED,
            job.ended(Outcome.FAILED, ""),
            "ran: failed (exit 3) on web01 at 2026-11-29T03:00:00Z"),
        Arguments.of(
            Cause.TIMED_OUT,
            job.ended(Outcome.TIMED_OUT, ""),
            "ran: timed out on web01 at 2026-11-29T03:00:00Z"),
        Arguments.of(
            Cause.LOST,
            job.ended(Outcome.LOST, ""),
            "was lost at 2026-11-29T03:00:00Z: its worker died while it ran"),
        Arguments.of(
            Cause.REJECTED,
            job.ended(Outcome.REJECTED, "unknown task"),
            "was refused at 2026-11-29T03:00:00Z: unknown task"),
        Arguments.of(
            Cause.EXPIRED,
            job.ended(Outcome.EXPIRED, ""),
            "expired at 2026-11-29T03:00:00Z: it waited too long to start"),
        Arguments.of(
            Cause.CANCELLED,
            job.ended(Outcome.CANCELLED, ""),
            "was cancelled at 2026-11-29T03:00:00Z"),
        Arguments.of(
            Cause.SKIPPED,
            job.ended(Outcome.SKIPPED, "disk_usage 91% is not < 80%"),
            "was skipped: disk_usage 91% is not < 80%"),
        Arguments.of(
            Cause.SKIPPED_BLACKOUT,
            job.ended(Outcome.SKIPPED, "blackout christmas"),
            "was skipped: blackout christmas"),
        Arguments.of(
            Cause.SKIPPED_BLACKOUT,
            job.ended(Outcome.SKIPPED, "not in office_hours"),
            "was skipped: not in office_hours"),
        Arguments.of(
            Cause.SKIPPED_OVERLAP,
            job.ended(Outcome.SKIPPED, "overlap: r0 still runs"),
            "was skipped: r0 still ran"),
        Arguments.of(
            Cause.SKIPPED_OVERLAP,
            job.ended(Outcome.SKIPPED, "overlap: r0 is to be tried again"),
            "was skipped: r0 was to be tried again"),
        Arguments.of(
            Cause.SKIPPED_OVERLAP,
            job.ended(Outcome.SKIPPED, "overlap"),
            "was skipped: the last job of its schedule had not ended"),
        Arguments.of(
            Cause.SKIPPED_OVERLAP_AWAY,
            job.ended(
                Outcome.SKIPPED,
                "overlap: r0 still waits for web01, away since 2026-11-29T02:10:00Z"),
            "was skipped: r0 still waited for web01, away since 2026-11-29T02:10:00Z"),
        Arguments.of(
            Cause.SKIPPED_OVERLAP_AWAY,
            job.ended(Outcome.SKIPPED, "overlap: r0 still waits for web01, never seen"),
            "was skipped: r0 still waited for web01, never seen"),
        Arguments.of(
            Cause.RUNS,
            job.with(stored(JobState.STARTED, Optional.empty(), "", Optional.empty())),
            "runs now on web01 since 2026-11-29T02:10:00Z"),
        Arguments.of(
            Cause.WORKER_SILENT,
            job.with(stored(JobState.STARTED, Optional.empty(), "", Optional.empty())).seen(false),
            "ran on web01 since 2026-11-29T02:10:00Z, but its worker gave no sign since"
                + " 2026-11-29T02:10:00Z; another attempt follows"),
        Arguments.of(
            Cause.RETRY,
            job.with(retry(LATER)),
            "waits for its next attempt at 2026-11-29T03:10:00Z; attempt 1: failed (exit 3)"),
        Arguments.of(
            Cause.HOST_AWAY,
            job.with(retry(GONE)).seen(false).servedBy(),
            "waits: web01 is away since 2026-11-29T02:10:00Z"),
        Arguments.of(
            Cause.HOST_AWAY,
            job.seen(false).servedBy(),
            "waits: web01 is away since 2026-11-29T02:10:00Z"),
        Arguments.of(
            Cause.CLAIMS_PAUSED,
            job.servedBy(paused("queue web_tasks paused by ann (disk)")).behind(0),
            "waits: web01 takes no jobs: queue web_tasks paused by ann (disk)"),
        Arguments.of(
            Cause.IN_LINE,
            job.servedBy(paused("this worker paused by an operator (JMX)"), worker(0, 2)).behind(0),
            "waits in line of web01: it is next"),
        Arguments.of(
            Cause.NOT_SERVED,
            job.seen(true).servedBy(),
            "waits: web01 has a worker, but none that takes jobs from web_tasks"),
        Arguments.of(
            Cause.HOST_AWAY, job.to(ROLE).neverSeen(), "waits: no worker of role web lives"),
        Arguments.of(
            Cause.HOST_NEVER_SEEN, job.neverSeen(), "waits: no worker of web01 was ever seen"),
        Arguments.of(
            Cause.SLOTS_BUSY,
            job.servedBy(worker(2, 2)),
            "waits: all 2 slots of web01 are busy with long-1, long-2"),
        Arguments.of(
            Cause.SLOTS_BUSY,
            job.servedBy(worker(5, 5)),
            "waits: all 5 slots of web01 are busy with long-1, long-2, long-3 and 2 more"),
        Arguments.of(Cause.IN_LINE, job.behind(0), "waits in line of web01: it is next"),
        Arguments.of(Cause.IN_LINE, job.behind(7), "waits in line of web01: 7 before it"),
        Arguments.of(
            Cause.HELD,
            job.marked("HELD"),
            "waits for the slot of its schedule: nightly-20261128T020000Z.web01 has not ended"),
        Arguments.of(
            Cause.VANISHED,
            job.marked(""),
            "is in no queue: its submitter ended before it was queued"),
        Arguments.of(Cause.UNTIL, job.from(LATER), "waits until 2026-11-29T03:10:00Z"),
        Arguments.of(
            Cause.WAVE,
            job.marked("").inWave("it is in wave 2 of 4, and wave 1 runs"),
            "waits: it is in wave 2 of 4, and wave 1 runs"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("causes")
  void each_cause_has_its_sentence(Cause cause, Given given, String sentence) {
    Answer answer = given.answer();

    assertThat(answer.cause()).isEqualTo(cause);
    assertThat(answer.sentence()).isEqualTo("r.web01 " + sentence);
    assertThat(answer.facts()).contains(Evidence.at("submitted", GONE));
  }

  @Test
  void a_time_that_has_passed_is_not_waited_for() {
    assertThat(Given.job().from(GONE).answer().cause()).isEqualTo(Cause.IN_LINE);
  }

  @ParameterizedTest
  @EnumSource(names = {"SKIPPED", "REJECTED", "EXPIRED", "CANCELLED"})
  void a_job_that_ended_in_line_was_not_started(Outcome end) {
    List<Evidence> facts = Given.job().ended(end, "blackout christmas").answer().facts();

    assertThat(facts).extracting(Evidence::name).doesNotContain("started");
    assertThat(facts).contains(Evidence.at("ended", NOW, "on web01"));
  }

  @ParameterizedTest
  @EnumSource(names = {"OK", "FAILED", "TIMED_OUT", "LOST"})
  void a_job_that_ran_was_started(Outcome end) {
    assertThat(Given.job().ended(end, "").answer().facts())
        .contains(Evidence.at("started", GONE, "on web01"), Evidence.at("ended", NOW));
  }
}
