// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.target.TargetExpression;
import io.celeryroot.config.workflow.Batch;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Yaml;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Keys of a step of a workflow. */
final class StepKeys {

  private static final Key<Step, String> TASK =
      Key.of("task", Types.NAME, Step::task)
          .mandatory()
          .meaning("A task of this file, or a built-in one.");

  private static final Call<Step> CALL =
      Call.of(Call.targets(Step::targets).mandatory(), Step::params, Optional::of);

  private static final Key<Step, OnFailure> ON_FAILURE =
      Key.of("on_failure", Types.choice(OnFailure.class), Step::onFailure)
          .withDefault(Step.DEFAULT_ON_FAILURE)
          .meaning(
              "Consequence when a job of the step does not end well. `stop`: the steps after it are"
                  + " skipped, except those with `always`; `continue`: the next step starts.");

  private static final Key<Step, Boolean> ALWAYS =
      Key.of("always", Types.FLAG, Step::always)
          .withDefault(Step.DEFAULT_ALWAYS)
          .meaning(
              "With `true` the step runs whatever happened before it, also after a cancel or a"
                  + " timeout of the whole.");

  private static final Key<Step, Duration> TIMEOUT =
      Key.optional("timeout", Types.POSITIVE_DURATION, Step::timeout)
          .withDefaultText("the longest time that its jobs may take")
          .meaning(
              "Longest time of the step. After it, its jobs are cancelled, and the step has timed"
                  + " out. The default is, for each wave, `expires` and the time of all attempts,"
                  + " three lost ones included.");

  private static final Key<Step, Duration> EXPIRES =
      Key.optional("expires", Types.POSITIVE_DURATION, Step::expires)
          .withDefaultText("the schedule's, then the task's")
          .meaning(
              "Longest wait of a job, for a host that is away. After it the job ends as expired,"
                  + " and the step has not ended well.");

  private static final Key<Step, RunOn> RUN_ON =
      Key.optional("run_on", Types.choice(RunOn.class), Step::runOn)
          .withDefaultText("the schedule's, then the task's, then the role's")
          .meaning("`all` hosts of a role or `any` one of them.");

  private static final Key<Step, List<String>> CONDITIONS =
      ConditionKeys.conditions(Step::conditions);

  static final Section<Step> STEP =
      new Section<>(
          "step",
          "schedules.<schedule>.tasks[]",
          "A step of a workflow. It starts when all jobs of the step before have ended well.",
          List.of(
              TASK,
              CALL.targets(),
              CALL.exclude(),
              CALL.params(),
              ON_FAILURE,
              ALWAYS,
              CALL.batch(),
              CALL.maxFailures(),
              TIMEOUT,
              EXPIRES,
              RUN_ON,
              CONDITIONS));

  static final Type<List<Values>> STEPS = Maps.listed("a list of steps", () -> STEP);

  private StepKeys() {}

  /** Makes the steps of a list, and reports tasks and targets that do not exist. */
  static List<Step> steps(
      List<Values> items,
      Optional<Duration> expires,
      Optional<RunOn> runOn,
      References references) {
    return items.stream().map(values -> step(values, expires, runOn, references)).toList();
  }

  private static Step step(
      Values values, Optional<Duration> expires, Optional<RunOn> runOn, References references) {
    Optional<String> task = values.scalar(TASK).filter(references::isTask).map(Scalar::text);
    CALL.checkReferences(values, task, references);
    CALL.checkWaves(values, values.find(RUN_ON).or(() -> runOn));
    return new Step(
        task.orElse(""),
        CALL.targets(values),
        CALL.params(values, task, references),
        values.get(ON_FAILURE),
        values.get(ALWAYS),
        values.find(CALL.batch()),
        values.get(CALL.maxFailures()),
        values.find(TIMEOUT),
        values.find(EXPIRES).or(() -> expires),
        values.find(RUN_ON).or(() -> runOn),
        // A step keeps the texts; their zone is that of the schedule.
        references
            .conditions(
                values.scalars(CONDITIONS),
                Conditions.NONE.zone(),
                values.scalars(CALL.targets()),
                task)
            .texts(),
        values.source());
  }

  /** The targets of all steps. */
  static List<Scalar> targets(List<Values> items) {
    return items.stream().flatMap(values -> values.scalars(CALL.targets()).stream()).toList();
  }

  /** The steps as cl.yaml writes them; values of secret parameters are masked. */
  static List<Map<String, Object>> show(List<Step> steps, ClConfig config) {
    return steps.stream().map(step -> show(step, config)).toList();
  }

  private static Map<String, Object> show(Step step, ClConfig config) {
    Map<String, Object> shown = new LinkedHashMap<>(STEP.show(step));
    shown.replace(CALL.params().name(), TaskParams.shown(step.params(), config.task(step.task())));
    return shown;
  }

  /** Keys that steps and schedules have in common: what runs where, and in which waves. */
  record Call<R>(
      Key<R, List<String>> targets,
      Key<R, List<String>> exclude,
      Key<R, List<Node.Entry>> params,
      Key<R, Batch> batch,
      Key<R, Integer> maxFailures) {

    /**
     * Makes the keys.
     *
     * @param step that has the waves; empty: there are none
     */
    static <R> Call<R> of(
        Key<R, List<String>> targets,
        Function<R, Map<String, String>> params,
        Function<R, Optional<Step>> step) {
      return new Call<>(
          targets,
          Key.<R, List<String>>hidden("exclude", Types.texts(Types.TEXT, "duplicate-target"))
              .meaning(
                  "Hosts, ranges, roles or labels that are taken out of each target. `config show`"
                      + " writes them into the targets."),
          Key.<R, List<Node.Entry>>custom(
                  "params",
                  TaskParams.TYPE,
                  record -> Optional.of(TaskParams.shown(params.apply(record), Optional.empty())))
              .withSecrets()
              .meaning(
                  "Values of the task's parameters, by name. A parameter with `many` can have a"
                      + " list."),
          Key.<R, Batch>optional(
                  "batch",
                  Type.scalar(
                      "a number or a share",
                      text -> Batch.parse(text.text()),
                      Batch::toString,
                      Schemas.anyOf(
                          Yaml.map("type", "integer", "minimum", 1),
                          Schemas.pattern("^0*[1-9][0-9]*%?$"))),
                  record -> step.apply(record).flatMap(Step::batch))
              .withDefaultText("all at once")
              .meaning(
                  "Hosts of one wave: a number, or a share such as `25%`, rounded up. The next wave"
                      + " starts when all jobs of the one before have ended."),
          Key.<R, Integer>custom(
                  "max_failures",
                  Types.whole(1, 1_000_000),
                  record ->
                      step.apply(record)
                          .filter(found -> found.batch().isPresent())
                          .map(Step::maxFailures))
              .withDefault(Step.DEFAULT_MAX_FAILURES)
              .meaning(
                  "Failed jobs from which on no further wave starts: the jobs of the other waves"
                      + " end as skipped. Goes with `batch`."));
    }

    static <R> Key<R, List<String>> targets(Function<R, List<String>> value) {
      return Key.of("targets", Types.texts(Types.TEXT, "duplicate-target"), value)
          .meaning(
              "Roles, labels, hosts, ranges such as `web[01-40]`, or expressions of these:"
                  + " `webserver and not web03`.");
    }

    /** Reports targets and variables of hosts that do not exist. */
    void checkReferences(Values values, Optional<String> task, References references) {
      references.checkTargets(values.scalars(targets), task);
      references.checkTargets(values.scalars(exclude), Optional.empty());
      references.checkHostVars(
          values, values.find(params).orElse(List.of()), targets(values), task);
    }

    List<String> targets(Values values) {
      return TargetExpression.without(
          values.find(targets).orElse(List.of()), values.find(exclude).orElse(List.of()));
    }

    Map<String, String> params(Values values, Optional<String> task, References references) {
      return new TaskParams(values, task.flatMap(references::task))
          .read(values.find(params).orElse(List.of()));
    }

    /** Reports a limit of failures without waves, and waves where each role gets one job only. */
    void checkWaves(Values values, Optional<RunOn> runOn) {
      if (!values.has(batch)) {
        values.reportNoEffect(
            maxFailures,
            "\"max_failures\" has no effect without \"batch\"",
            "add \"batch\", the number of hosts of one wave, or delete it");
      }
      if (runOn.equals(Optional.of(RunOn.ANY)) && values.has(batch)) {
        values
            .reading()
            .warn(
                values.scalar(batch).orElseThrow(),
                "no-effect",
                "waves beside run_on: any, with which a role gets one job",
                "delete \"batch\", or write run_on: all");
      }
    }
  }
}
