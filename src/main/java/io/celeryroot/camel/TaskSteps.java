// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.Explanation;
import io.celeryroot.config.Action;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.ExplanationCodec;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.task.Programs;
import io.celeryroot.task.process.ProcessResult;
import io.celeryroot.worker.JobAttempt;
import io.celeryroot.worker.Outcomes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The bean {@code celeryrootTasks}: the steps before and after {@code exec:} in task routes, and
 * the built-in task that explains conditions.
 */
public final class TaskSteps {

  private final ClConfig config;

  TaskSteps(ClConfig config) {
    this.config = config;
  }

  /** Route step: prepares the program of an attempt, or the body for an endpoint. */
  public void prepare(Exchange exchange) {
    JobAttempt attempt = attempt(exchange);
    if (attempt.task().action() instanceof Action.To) {
      exchange.getMessage().setBody(new ParameterBody(attempt.values()));
      attempt.cancelBy(Thread.currentThread()::interrupt);
    } else {
      exchange.setProperty(
          ExchangeKeys.PROGRAM,
          Programs.of(attempt.task(), attempt.values(), attempt.environment()));
    }
  }

  /** Route step: reports how the attempt ended. */
  public void result(Exchange exchange) {
    JobAttempt attempt = attempt(exchange);
    ProcessResult result = exchange.getProperty(ExchangeKeys.RESULT, ProcessResult.class);
    attempt.outcome(
        result != null
            ? Outcomes.of(attempt, result)
            : Outcomes.taken(attempt, answer(exchange.getMessage())));
  }

  /**
   * Returns how an attempt ended that did not reach {@link #result} and has no exception: the route
   * that {@code to:} calls has stopped the exchange, or handled its failure.
   */
  static JobOutcome unreached(JobAttempt attempt, Exchange exchange) {
    if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
      return Outcomes.failed(attempt, new IllegalStateException("rolled back by the route"));
    }
    return attempt.task().action() instanceof Action.To
        ? Outcomes.taken(attempt, answer(exchange.getMessage()))
        : Outcomes.failed(
            attempt, new IllegalStateException("the route of the task gave no outcome"));
  }

  /** Route step: measures the facts of conditions, and answers which of them hold. */
  public void explain(Exchange exchange) throws InterruptedException {
    JobAttempt attempt = attempt(exchange);
    Conditions conditions = conditions(attempt.values());
    Explanation explanation = Explanation.of(conditions, attempt.facts(conditions.zone()));
    exchange.getMessage().setBody(ExplanationCodec.write(explanation));
  }

  private Conditions conditions(Map<String, String> values) {
    String schedule = values.getOrDefault("schedule", "");
    if (schedule.isEmpty()) {
      String text = values.getOrDefault("condition", "");
      return ConditionParser.join(
          new Conditions(List.of(), config.timezone()), List.of(text), config);
    }
    Schedule found =
        Optional.ofNullable(config.schedules().get(schedule))
            .orElseThrow(() -> unknown("schedule " + schedule));
    String step = values.getOrDefault("step", "");
    return step.isEmpty() ? found.conditions() : conditions(found, Integer.parseInt(step));
  }

  private Conditions conditions(Schedule schedule, int number) {
    Step step =
        schedule
            .step(number)
            .orElseThrow(() -> unknown("step " + number + " of schedule " + schedule.name()));
    return ConditionParser.join(schedule.conditions(), step.conditions(), config);
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("no " + what + " in cl.yaml of this host");
  }

  /** The endpoint's answer; empty if the body is still the one we gave it. */
  private static String answer(Message message) {
    Object body = message.getBody();
    String text =
        body == null || body instanceof ParameterBody ? null : message.getBody(String.class);
    return text == null ? "" : text;
  }

  private static JobAttempt attempt(Exchange exchange) {
    return find(exchange)
        .orElseThrow(
            () -> new IllegalStateException("a task route was called, but not by redis-queue:"));
  }

  /** Returns the attempt for which an exchange runs; empty: none. */
  public static Optional<JobAttempt> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(ExchangeKeys.ATTEMPT, JobAttempt.class));
  }
}
