// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.ConditionInput;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.Explanation;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.keys.BuiltInTasks;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.ExplanationCodec;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.Results;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task conditions}: the facts of hosts, and whether a schedule would start a job. */
@Audited
@Command(
    description =
        "Shows whether the conditions of a schedule hold on its hosts now, with each fact.",
    footer = {
      "",
      "Exits with 0 if all conditions hold, 1 if one does not, 3 if that could not be found out.",
      "Starts no job of the schedule.",
      "",
      "Example: cl task conditions conditional_backup --targets db01"
    })
public final class TaskConditionsCommand extends RedisCommand {

  /** The built-in task that a host explains conditions by. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * A question to hosts.
   *
   * @param step of the schedule, 1-based; 0: the conditions belong to no step
   */
  private record Question(
      int step, Conditions conditions, List<String> targets, Map<String, String> values) {}

  /**
   * The answer of one host.
   *
   * @param step of the schedule, 1-based; 0: none
   * @param explanation empty: it gave none
   * @param problem why not
   */
  private record Answer(int step, String host, Optional<Explanation> explanation, String problem) {

    Optional<Boolean> holds() {
      return explanation.flatMap(Explanation::holds);
    }

    List<Explanation.Line> lines() {
      return explanation.map(Explanation::lines).orElse(List.of());
    }

    String because() {
      return explanation.map(Explanation::because).orElse(problem);
    }

    String text() {
      String what =
          holds()
              .map(holds -> holds ? "starts" : "skipped (" + because() + ")")
              .orElse("failed (" + because() + ")");
      return where() + ": " + what;
    }

    String where() {
      return step == 0 ? host : host + ", step " + step;
    }
  }

  /**
   * A line of the table.
   *
   * @param isFirst whether it is the first of its condition
   */
  private record Row(String host, Explanation.Line line, boolean isFirst) {}

  private static final View<Explanation.Line> COMPARISONS =
      new View<Explanation.Line>()
          .field("condition", Explanation.Line::condition)
          .field("comparison", Explanation.Line::text)
          .field("fact", Explanation.Line::fact)
          .field("value", Explanation.Line::value)
          .field("holds", Explanation.Line::holds);

  private static final View<Row> ROWS =
      new View<Row>()
          .cell("HOST", Row::host)
          .cell("CONDITION", row -> row.isFirst() ? row.line().condition() : "")
          .cell("FACT", row -> row.line().fact())
          .cell("VALUE", row -> row.line().value())
          .cell("COMPARISON", row -> row.line().text())
          .cell("HOLDS", row -> holds(row.line()));

  private static final View<Answer> ANSWERS =
      new View<Answer>()
          .field("host", Answer::host)
          .field("step", answer -> Optional.of(answer.step()).filter(step -> step > 0))
          .field("holds", Answer::holds)
          .field("because", Answer::because)
          .field("comparisons", answer -> COMPARISONS.documents(answer.lines()));

  @Parameters(arity = "0..1", paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Option(
      names = {"-t", "--targets"},
      split = " *, *",
      splitSynopsisLabel = ",",
      paramLabel = "TARGET",
      description = "Roles or hosts (default: those of the schedule, or of each of its steps).")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--if",
      paramLabel = "CONDITION",
      description = "A condition in place of a schedule; may be repeated.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Wait no longer for the hosts (default: 60s).")
  private Duration timeout = LONGEST;

  @Override
  protected void check() {
    CommandFailure.refuseIf(
        (name == null) == texts.isEmpty(), "cl: need a schedule or --if, one of them");
    CommandFailure.refuseIf(
        name == null && targets.isEmpty(), "cl: no targets given; fix: --targets TARGET");
  }

  @Override
  protected boolean run(SiteConnection site) {
    ClConfig config = site.config();
    Optional<Schedule> schedule =
        Optional.ofNullable(name).map(known -> NameLookup.schedule(config, known));
    List<Question> questions =
        schedule
            .map(one -> questions(config, one))
            .orElseGet(() -> List.of(question(ConditionInput.of(config, texts))));
    if (questions.isEmpty()) {
      console.answer(List.of(), () -> "schedule " + name + " has no conditions\n");
      return true;
    }
    TaskDefinition task = NameLookup.task(config, BuiltInTasks.CONDITIONS);
    CommandFailure.refuseIf(
        !task.isBuiltIn(),
        "cl: the file has a task \"%s\" in place of the built-in one\n    fix: rename it",
        BuiltInTasks.CONDITIONS);
    List<Answer> answers = ask(site, task, questions);
    console.answer(ANSWERS.documents(answers), () -> table(answers));
    return holds(answers);
  }

  private Question question(Conditions conditions) {
    return new Question(0, conditions, targets, Map.of("condition", conditions.text()));
  }

  /** The conditions of a schedule, or those of each of its steps that has some. */
  private List<Question> questions(ClConfig config, Schedule schedule) {
    if (schedule.steps().stream().allMatch(step -> step.conditions().isEmpty())) {
      return Stream.of(schedule.conditions())
          .filter(conditions -> !conditions.isEmpty())
          .map(some -> new Question(0, some, aims(schedule.allTargets()), Map.of("schedule", name)))
          .toList();
    }
    List<Question> questions = new ArrayList<>();
    for (int i = 1; i <= schedule.steps().size(); i++) {
      Step step = schedule.step(i).orElseThrow();
      Conditions all = ConditionParser.join(schedule.conditions(), step.conditions(), config);
      if (!all.isEmpty()) {
        questions.add(
            new Question(i, all, aims(step.targets()), Map.of("schedule", name, "step", "" + i)));
      }
    }
    return questions;
  }

  private List<String> aims(List<String> own) {
    return targets.isEmpty() ? own : targets;
  }

  private List<Answer> ask(SiteConnection site, TaskDefinition task, List<Question> questions) {
    List<ProcessView> workers = site.monitor().workers();
    Map<RunRecord, Integer> runs = new LinkedHashMap<>();
    for (Question question : questions) {
      List<Target> resolved =
          RunInput.targets(
              site.config(), workers, question.targets(), Optional.of(RunOn.ALL), task.name());
      ConditionInput.checkTasks(site.config(), question.conditions(), resolved);
      RunInput.warnOfLostHosts(console, site.config(), workers, resolved);
      RunRequest request =
          RunRequest.ofTask(
                  task,
                  RunInput.values(task, List.of(), question.values()),
                  resolved,
                  console.submitter())
              .expiringAfter(timeout);
      runs.put(site.hands().submit(request).run(), question.step());
    }
    List<String> ids =
        runs.keySet().stream().flatMap(run -> run.jobs().stream()).map(RunJob::id).toList();
    Map<String, JobResult> ended = await(new Results(site.redis()), ids);
    List<Answer> answers = new ArrayList<>();
    runs.forEach(
        (run, step) ->
            run.jobs()
                .forEach(
                    job ->
                        answers.add(answer(step, job, Optional.ofNullable(ended.get(job.id()))))));
    return answers;
  }

  private Map<String, JobResult> await(Results results, List<String> ids) {
    try {
      results.await(ids, timeout, result -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut("cl: interrupted").causedBy(e);
    }
    return results.findAll(ids);
  }

  private Answer answer(int step, RunJob job, Optional<JobResult> result) {
    Optional<JobOutcome> outcome = result.filter(JobResult::hasEnded).flatMap(JobResult::outcome);
    Optional<Explanation> explanation =
        outcome
            .filter(end -> end.outcome() == Outcome.OK)
            .flatMap(end -> ExplanationCodec.read(end.stdout()));
    String problem =
        outcome.map(JobOutcome::text).orElse("no answer within " + Text.duration(timeout));
    return new Answer(step, job.target().label(), explanation, problem);
  }

  private String table(List<Answer> answers) {
    List<Row> rows = new ArrayList<>();
    for (Answer answer : answers) {
      String condition = "";
      for (Explanation.Line line : answer.lines()) {
        rows.add(new Row(answer.where(), line, !line.condition().equals(condition)));
        condition = line.condition();
      }
    }
    StringBuilder text = new StringBuilder(ROWS.table(rows, console.terminal())).append('\n');
    answers.forEach(answer -> text.append(answer.text()).append('\n'));
    return text.toString();
  }

  private static Cell holds(Explanation.Line line) {
    return line.holds()
        .map(holds -> holds ? new Cell("yes", Colour.GREEN) : new Cell("no", Colour.YELLOW))
        .orElse(new Cell("unknown", Colour.RED));
  }

  private static boolean holds(List<Answer> answers) {
    if (answers.stream().anyMatch(answer -> answer.holds().isEmpty())) {
      throw CommandFailure.notFoundOut("cl: not found out on every host");
    }
    return answers.stream().allMatch(answer -> answer.holds().orElseThrow());
  }
}
