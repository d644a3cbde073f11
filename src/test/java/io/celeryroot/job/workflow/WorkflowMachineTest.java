// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.Source;
import io.celeryroot.config.workflow.Batch;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.workflow.Transition.Kind;
import io.celeryroot.job.workflow.WorkflowMachine.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of transitions, each run told as the words of its transitions. */
class WorkflowMachineTest {

  private static final Instant START = Instant.parse("2026-11-28T01:30:00Z");
  private static final Facts IDLE = new Facts(true, false, 0);
  private static final Facts OPEN = new Facts(true, true, 0);

  /**
   * Tells what becomes of three steps.
   *
   * @param kinds of the steps: plain, always, continue
   * @param failures by step: failed jobs of two
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain plain plain    | 0 0 0 | ok, ok, ok                                       | ok",
        "plain plain always   | 0 0 0 | ok, ok, ok                                       | ok",
        "plain plain plain    | 0 1 0 | ok, failed (1 of 2 jobs), skipped (step 2 failed) | failed (step 2)",
        "plain plain always   | 0 2 0 | ok, failed (2 of 2 jobs), ok                      | failed (step 2)",
        "plain plain always   | 1 0 0 | failed (1 of 2 jobs), skipped (step 1 failed), ok | failed (step 1)",
        "continue plain plain | 1 0 0 | failed (1 of 2 jobs), ok, ok                      | failed (step 1)",
        "continue plain plain | 1 1 0 | failed (1 of 2 jobs), failed (1 of 2 jobs), skipped (step 2 failed) | failed (step 2)",
        "plain always plain   | 1 1 0 | failed (1 of 2 jobs), failed (1 of 2 jobs), skipped (step 1 failed) | failed (step 1)",
        "always plain plain   | 1 0 0 | failed (1 of 2 jobs), skipped (step 1 failed), skipped (step 1 failed) | failed (step 1)",
      })
  void steps_go_on_or_stop_by_their_rules(
      String kinds, String failures, String steps, String outcome) {
    String[] failed = failures.split(" ", -1);
    List<Step> plan = Arrays.stream(kinds.split(" ", -1)).map(WorkflowMachineTest::step).toList();

    WorkflowState end = new Play(run(plan)).toTheEnd(step -> Integer.parseInt(failed[step - 1]));

    assertThat(ends(end)).isEqualTo(steps);
    assertThat(end.end().orElseThrow().text()).isEqualTo(outcome);
  }

  @Test
  void a_plain_run_takes_these_transitions_and_no_others() {
    Play play = new Play(run(List.of(step("plain"), step("plain"))));

    play.toTheEnd(step -> 0);

    assertThat(play.taken)
        .containsExactly(
            Kind.BEGIN, Kind.QUEUE, Kind.END_STEP, Kind.BEGIN, Kind.QUEUE, Kind.END_STEP, Kind.END);
  }

  @Test
  void nothing_is_done_while_a_job_is_open() {
    Play play = new Play(run(List.of(step("plain"), step("plain")))).begun();

    assertThat(WorkflowMachine.next(play.state, OPEN, START.plusSeconds(1))).isEmpty();
  }

  @Test
  void an_ended_run_takes_no_transition() {
    WorkflowState end = new Play(run(List.of(step("plain")))).toTheEnd(step -> 0);

    assertThat(WorkflowMachine.next(end, IDLE, START.plusSeconds(1))).isEmpty();
  }

  @Test
  void a_cancelled_run_cancels_what_runs_and_skips_the_rest_but_always_steps_run() {
    Play play = new Play(run(List.of(step("plain"), step("plain"), step("always")))).begun();
    play.take(Transition.stop(Outcome.CANCELLED, ""));

    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.STOP_STEP);
    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.CANCEL_JOBS);
    assertThat(WorkflowMachine.next(play.state, OPEN, START.plusSeconds(9))).isEmpty();
    WorkflowState end = play.toTheEnd(step -> step == 1 ? 2 : 0);

    assertThat(ends(end)).isEqualTo("cancelled, skipped (cancelled), ok");
    assertThat(end.end().orElseThrow().text()).isEqualTo("cancelled");
  }

  @Test
  void a_cancel_that_comes_when_all_jobs_have_ended_well_leaves_the_step_ok() {
    Play play = new Play(run(List.of(step("plain"), step("plain")))).begun();
    play.take(Transition.stop(Outcome.CANCELLED, ""));

    WorkflowState end = play.toTheEnd(step -> 0);

    assertThat(ends(end)).isEqualTo("ok, skipped (cancelled)");
    assertThat(end.end().orElseThrow().text()).isEqualTo("cancelled");
  }

  @Test
  void a_cancel_does_not_reach_a_step_that_always_runs() {
    Play play = new Play(run(List.of(step("always"), step("plain")))).begun();
    play.take(Transition.stop(Outcome.CANCELLED, ""));

    assertThat(WorkflowMachine.next(play.state, OPEN, START.plusSeconds(9))).isEmpty();
  }

  @Test
  void a_run_whose_time_is_over_is_stopped_once() {
    Play play = new Play(run(List.of(step("plain"), step("always")), Duration.ofHours(1))).begun();
    play.now = START.plus(Duration.ofHours(1));

    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.STOP);
    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.STOP_STEP);
    WorkflowState end = play.toTheEnd(step -> step == 1 ? 1 : 0);

    assertThat(ends(end)).isEqualTo("timed out, ok");
    assertThat(end.end().orElseThrow().text()).isEqualTo("timed out");
  }

  @Test
  void a_step_has_a_bound_even_if_nobody_gave_it_one() {
    Play play = new Play(run(List.of(step("plain"), step("plain")))).begun();
    StepPlan plan = play.state.step(1).plan();

    assertThat(WorkflowMachine.next(play.state, OPEN, START.plus(plan.bound()).minusMillis(1)))
        .isEmpty();
    play.now = START.plus(plan.bound());
    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.STOP_STEP);
    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.CANCEL_JOBS);
    play.now = play.now.plus(plan.patience());
    assertThat(play.next(OPEN).kind()).isEqualTo(Kind.END_STEP);
    assertThat(ends(play.state)).startsWith("timed out (some jobs have not ended)");
  }

  @Test
  void waves_begin_one_after_the_other_until_the_allowed_failures_are_used_up() {
    Step waves = step("plain").inWaves(Batch.parse("2"), 3);
    Play play = new Play(run(List.of(waves)), 9);

    WorkflowState end = play.toTheEnd(step -> 1);

    assertThat(play.taken)
        .containsExactly(
            Kind.BEGIN,
            Kind.QUEUE,
            Kind.NEXT_WAVE,
            Kind.QUEUE,
            Kind.NEXT_WAVE,
            Kind.QUEUE,
            Kind.END_STEP,
            Kind.END);
    assertThat(end.step(1).rest()).extracting(Target::label).containsExactly("h7", "h8", "h9");
    assertThat(ends(end)).isEqualTo("failed (3 of 6 jobs)");
  }

  @ParameterizedTest
  @CsvSource({"1,5,5", "2,5,3", "5,5,1", "9,5,1", "25%,5,3", "1%,5,5", "50%,5,2", "100%,5,1"})
  void every_target_is_in_exactly_one_wave(String batch, int targets, int waves) {
    Step step = step("plain").inWaves(Batch.parse(batch), 1);
    List<Integer> all = IntStream.range(0, targets).boxed().toList();

    List<Integer> seen = new ArrayList<>();
    IntStream.rangeClosed(1, waves).forEach(wave -> seen.addAll(step.wave(all, wave)));

    assertThat(step.waves(targets)).isEqualTo(waves);
    assertThat(seen).isEqualTo(all);
    assertThat(step.wave(all, waves)).isNotEmpty();
    assertThat(step.wave(all, waves + 1)).isEmpty();
  }

  @Test
  void a_run_in_line_begins_when_it_has_its_place() {
    WorkflowState held = run(List.of(step("plain"))).waiting();

    assertThat(WorkflowMachine.next(held, new Facts(false, false, 0), START)).isEmpty();
    assertThat(WorkflowMachine.next(held, IDLE, START).map(Transition::kind))
        .contains(Kind.TAKE_PLACE);
  }

  @Test
  void a_run_that_is_cancelled_in_line_runs_nothing() {
    Play play = new Play(run(List.of(step("plain"), step("always"))).waiting());
    play.take(Transition.stop(Outcome.CANCELLED, ""));

    WorkflowState end = play.toTheEnd(step -> 0);

    assertThat(ends(end)).isEqualTo("skipped (cancelled), skipped (cancelled)");
  }

  @Test
  void a_state_reads_as_it_was_written() {
    Play play =
        new Play(run(List.of(step("continue").inWaves(Batch.parse("25%"), 2), step("always"))), 9);
    List<WorkflowState> states =
        new ArrayList<>(List.of(play.state, play.state.skipped("overlap")));
    play.toTheEnd(
        step -> {
          states.add(play.state);
          return 1;
        });
    states.add(play.state);

    for (WorkflowState state : states) {
      String text = WorkflowCodec.write(state);
      assertThat(WorkflowCodec.read(text).map(WorkflowCodec::write)).contains(text);
    }
  }

  @Test
  void targets_come_back_in_their_order() {
    List<Target> targets =
        List.of(
            new Target("web", "web_tasks", Optional.of("a")),
            new Target("web", "web_tasks", Optional.of("b")),
            new Target("db", "db_tasks", Optional.empty()),
            new Target("db", "db_tasks", Optional.empty()),
            new Target("web", "web_tasks", Optional.of("c")));
    WorkflowState run = run(List.of(step("plain"))).after(Transition.begin(1), targets, START);

    assertThat(WorkflowCodec.read(WorkflowCodec.write(run)).orElseThrow().step(1).targets())
        .isEqualTo(targets);
  }

  @Test
  void jobs_of_a_step_carry_its_conditions() {
    WorkflowState run =
        run(List.of(step("plain").onlyIf(List.of("load < 4"))))
            .after(
                Transition.begin(1),
                List.of(new Target("web", "web_tasks", Optional.of("a"))),
                START);
    WorkflowState read = WorkflowCodec.read(WorkflowCodec.write(run)).orElseThrow();

    assertThat(StepRuns.request(read, 1).conditions()).containsExactly("load < 4");
  }

  @Test
  void an_ended_run_keeps_no_secret() {
    Step step = step("plain").with(Map.of("password", "hush", "name", "x"));
    StepPlan plan = StepPlan.of(step, Runs.task("t", "password"));
    WorkflowState run = run(List.of(step("plain")));
    WorkflowState secret =
        new WorkflowState(
            run.id(),
            run.name(),
            run.schedule(),
            run.due(),
            run.overlap(),
            run.timeout(),
            run.submitted(),
            run.by(),
            run.began(),
            run.stop(),
            List.of(StepState.waiting(plan)),
            run.end());

    assertThat(WorkflowCodec.write(secret.masked())).doesNotContain("hush").contains("\"x\"");
  }

  private static Step step(String kind) {
    Step step =
        Step.of("t", List.of("web"), Map.of(), Optional.empty(), Optional.empty(), Source.BUILT_IN);
    return new Step(
        step.task(),
        step.targets(),
        step.params(),
        kind.equals("continue") ? OnFailure.CONTINUE : OnFailure.STOP,
        kind.equals("always"),
        step.batch(),
        step.maxFailures(),
        step.timeout(),
        step.expires(),
        step.runOn(),
        step.conditions(),
        step.source());
  }

  private static WorkflowState run(List<Step> steps) {
    return run(steps, Optional.empty());
  }

  private static WorkflowState run(List<Step> steps, Duration timeout) {
    return run(steps, Optional.of(timeout));
  }

  private static WorkflowState run(List<Step> steps, Optional<Duration> timeout) {
    return new WorkflowState(
        "flow-20261128T013000Z",
        "flow",
        Optional.of("flow"),
        Optional.of(START),
        Overlap.SKIP,
        timeout,
        START,
        "beat@h",
        Optional.of(START),
        Optional.empty(),
        steps.stream().map(step -> StepState.waiting(StepPlan.of(step, Runs.task("t")))).toList(),
        Optional.empty());
  }

  private static String ends(WorkflowState run) {
    return String.join(
        ", ", run.steps().stream().map(s -> s.end().map(Ending::text).orElse("open")).toList());
  }

  /** A run that is played on paper: every job ends when it is looked at. */
  private static final class Play {

    private final List<Kind> taken = new ArrayList<>();
    private final List<Target> targets;
    private WorkflowState state;
    private Instant now = START;

    Play(WorkflowState state) {
      this(state, 2);
    }

    Play(WorkflowState state, int hosts) {
      this.state = state;
      this.targets =
          IntStream.rangeClosed(1, hosts)
              .mapToObj(i -> new Target("web", "web_tasks", Optional.of("h" + i)))
              .toList();
    }

    Play begun() {
      next(IDLE);
      next(IDLE);
      return this;
    }

    void take(Transition transition) {
      taken.add(transition.kind());
      state = state.after(transition, targets, now);
    }

    Transition next(Facts facts) {
      Transition next = WorkflowMachine.next(state, facts, now).orElseThrow();
      take(next);
      return next;
    }

    WorkflowState toTheEnd(UnaryOperator<Integer> failures) {
      while (!state.hasEnded()) {
        int step = state.current().orElse(1);
        next(new Facts(true, false, failures.apply(step)));
      }
      return state;
    }
  }
}
