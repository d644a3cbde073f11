// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Json;
import io.celeryroot.text.Quote;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;

/**
 * The record of a job in the form in which Celery's clients read results.
 *
 * <p>Of a job that failed they make an exception out of {@code exc_type}, {@code exc_module} and
 * {@code exc_message} in {@code result}, so these stand there beside our own members. What only we
 * need is under {@code cl}.
 */
public final class CeleryResultCodec {

  /** Longest duration that is believed. */
  private static final double MAX_SECONDS = 1e9;

  private static final int MAX_HISTORY = 20;

  /** Lines and characters of standard error in a traceback. */
  private static final int TRACEBACK_LINES = 20;

  private static final int TRACEBACK_LENGTH = 4000;

  private static final List<String> OUTPUT = List.of("stdout", "stderr", "truncated");

  private final TaskRules rules;
  private final BinaryOperator<String> seal;

  /**
   * @param seal makes the stored text of a record from the ID of its job and the text without a
   *     signature
   */
  public CeleryResultCodec(TaskRules rules, BinaryOperator<String> seal) {
    this.rules = rules;
    this.seal = seal;
  }

  /** A running attempt. */
  public JobRecord started(JobMeta meta, Job job, String worker, JobRecord old) {
    Instant now = old.readAt();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("pid", ProcessHandle.current().pid());
    result.put("hostname", WorkerIncarnation.worker(worker));
    result.put("started", now.toString());
    Map<String, Object> own = own(meta, job, worker);
    own.put("on_lost", EnumWords.of(rules.onLost(job.task())));
    own.put("attempts", history(old));
    return write(meta, job, worker, Optional.of(result), now, own);
  }

  /** The end of an attempt or of the job. */
  public JobRecord ended(JobMeta meta, Job job, String worker, JobOutcome outcome, JobRecord old) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("outcome", outcome.text());
    OptionalInt exit = outcome.exitCode();
    result.put("exit_code", exit.isPresent() ? exit.getAsInt() : null);
    result.put("stdout", outcome.stdout());
    result.put("stderr", outcome.stderr());
    result.put("truncated", outcome.truncated());
    result.put("reason", outcome.reason());
    result.put("host", job.target().host().orElse(WorkerIncarnation.worker(worker)));
    result.put("attempt", meta.attempt());
    result.put("started", begun(old).orElse(outcome.started()).toString());
    result.put("duration", BigDecimal.valueOf(duration(old, outcome).toMillis(), 3));
    if (meta.state() != JobState.SUCCESS) {
      result.put("exc_type", exceptionType(meta.state(), outcome.outcome()));
      result.put("exc_module", "celery.exceptions");
      result.put("exc_message", List.of(message(outcome)));
    }
    List<Object> history = history(old);
    if (old.meta().state() == JobState.STARTED && old.meta().attempt() > 0) {
      history.add(attempt(old, result));
    }
    Map<String, Object> own = own(meta, job, worker);
    own.put("attempts", history);
    if (meta.state().isTerminal() && job.options().ignoresResult()) {
      // What follows may need the output.
      if (job.options().canvas().isEmpty()) {
        OUTPUT.forEach(result::remove);
      }
      own.put("result", result);
      return write(meta, job, worker, Optional.empty(), old.readAt(), own);
    }
    return write(meta, job, worker, Optional.of(result), old.readAt(), own);
  }

  /** The ended attempts, oldest first; of many only the newest. */
  private static List<Object> history(JobRecord old) {
    List<?> attempts = JsonReader.list(JobRecord.own(old.fields()).get("attempts"));
    return new ArrayList<>(
        attempts.subList(Math.max(0, attempts.size() - MAX_HISTORY + 1), attempts.size()));
  }

  private static Map<String, Object> attempt(JobRecord old, Map<String, Object> result) {
    Map<String, Object> attempt = new LinkedHashMap<>();
    attempt.put("attempt", old.meta().attempt());
    List.of("outcome", "exit_code", "host", "started", "duration")
        .forEach(name -> attempt.put(name, result.get(name)));
    return attempt;
  }

  /** The duration of an attempt; if its worker died, the time since it began. */
  private static Duration duration(JobRecord old, JobOutcome outcome) {
    boolean isKnown = outcome.outcome() != Outcome.LOST && !outcome.duration().isZero();
    return isKnown
        ? outcome.duration()
        : begun(old)
            .map(started -> Duration.between(started, old.readAt()))
            .orElse(outcome.duration());
  }

  /**
   * The start of the running attempt by the clock of Redis, since that of the worker may be wrong.
   */
  private static Optional<Instant> begun(JobRecord old) {
    return old.meta().state() == JobState.STARTED
        ? JsonReader.object(old.fields().get("result"))
            .flatMap(result -> JsonReader.isoTime(result.get("started")))
        : Optional.empty();
  }

  private JobRecord write(
      JobMeta meta,
      Job job,
      String worker,
      Optional<Map<String, Object>> result,
      Instant now,
      Map<String, Object> own) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", meta.state().name());
    fields.put("result", result.orElse(null));
    fields.put("traceback", result.flatMap(CeleryResultCodec::traceback).orElse(null));
    fields.put("children", List.of());
    fields.put("date_done", meta.state().isTerminal() ? IsoTime.python(now) : null);
    fields.put("task_id", job.id());
    fields.put("name", job.task());
    fields.put("args", rules.maskArgs(job.task(), job.args()));
    fields.put("kwargs", rules.maskKwargs(job.task(), job.kwargs()));
    fields.put("worker", WorkerIncarnation.worker(worker));
    fields.put("retries", meta.failed());
    fields.put("queue", job.target().queue());
    fields.put("cl", own);
    String json = Json.line(fields);
    // It says no more than the claim does.
    String text = meta.isFirstAttempt() ? json : seal.apply(job.id(), json);
    return JobRecord.written(text, fields, meta, now);
  }

  private static Map<String, Object> own(JobMeta meta, Job job, String worker) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("attempt", meta.attempt());
    own.put("failed", meta.failed());
    own.put("lost", meta.lost());
    own.put("token", meta.token().orElse(null));
    own.put("worker", worker);
    own.put("next", meta.notBefore());
    own.put("role", job.target().role());
    own.put("run", job.run().orElse(null));
    own.put("schedule", job.schedule().orElse(null));
    own.put("due", job.due().map(Instant::toString).orElse(null));
    return own;
  }

  /** The text that Celery's users look at first: the outcome and the last errors of the program. */
  private static Optional<String> traceback(Map<String, Object> result) {
    if (result.get("exc_type") == null) {
      return Optional.empty();
    }
    List<String> lines = String.valueOf(result.get("stderr")).lines().toList();
    String errors =
        String.join("\n", lines.subList(Math.max(0, lines.size() - TRACEBACK_LINES), lines.size()));
    String last = errors.substring(Math.max(0, errors.length() - TRACEBACK_LENGTH));
    return Optional.of((result.get("outcome") + "\n" + last).strip() + "\n");
  }

  /** Names of Celery's own exceptions where there are some; others it makes up as it reads. */
  private static String exceptionType(JobState state, Outcome outcome) {
    if (state == JobState.RETRY) {
      return "Retry";
    }
    return switch (outcome) {
      case TIMED_OUT -> "TimeLimitExceeded";
      case LOST -> "WorkerLostError";
      case EXPIRED, CANCELLED -> "TaskRevokedError";
      case REJECTED -> "Reject";
      default -> "JobFailed";
    };
  }

  private static String message(JobOutcome outcome) {
    List<String> lines = outcome.stderr().lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip();
    return outcome.text() + Quote.cut(last, 200);
  }

  /**
   * Reads a record, also one that a foreign worker wrote.
   *
   * @param distrust why it is not believed; empty text: it is
   */
  public static JobResult read(String id, Map<String, Object> fields, String distrust) {
    Map<String, Object> own = JobRecord.own(fields);
    Map<String, Object> result = JobRecord.result(fields);
    JobState state = JobRecord.state(fields);
    Optional<JobOutcome> outcome = outcome(state, fields, result);
    long next = JsonReader.number(own.get("next"), 0);
    return new JobResult(
        id,
        state,
        outcome,
        outcome.map(JobOutcome::text).orElse(""),
        JsonReader.text(fields.get("name")).orElse(""),
        JsonReader.list(fields.get("args")),
        JsonReader.members(fields.get("kwargs")),
        (int) JsonReader.number(own.get("attempt"), state == JobState.PENDING ? 0 : 1),
        JsonReader.text(result.get("host"))
            .or(() -> JsonReader.text(fields.get("worker")).map(WorkerIncarnation::worker))
            .orElse(""),
        JsonReader.text(fields.get("queue")).orElse(""),
        JsonReader.isoTime(result.get("started")),
        JsonReader.isoTime(fields.get("date_done")),
        next > 0 ? Optional.of(JsonReader.time(next)) : Optional.empty(),
        JsonReader.objects(own.get("attempts")).map(CeleryResultCodec::attempt).toList(),
        distrust);
  }

  private static EndedAttempt attempt(Map<String, Object> fields) {
    Object exit = fields.get("exit_code");
    return new EndedAttempt(
        (int) JsonReader.number(fields.get("attempt"), 0),
        JsonReader.text(fields.get("outcome")).orElse(""),
        exit instanceof Number code ? OptionalInt.of(code.intValue()) : OptionalInt.empty(),
        JsonReader.text(fields.get("host")).orElse(""),
        JsonReader.isoTime(fields.get("started")).orElse(Instant.EPOCH),
        seconds(fields.get("duration")));
  }

  private static Duration seconds(Object value) {
    return Duration.ofMillis(
        value instanceof Number seconds
            ? Math.round(Math.min(seconds.doubleValue(), MAX_SECONDS) * 1000)
            : 0);
  }

  private static Optional<JobOutcome> outcome(
      JobState state, Map<String, Object> fields, Map<String, Object> result) {
    Optional<Outcome> outcome = JsonReader.text(result.get("outcome")).flatMap(Outcome::parse);
    if (outcome.isEmpty() && !state.isTerminal()) {
      return Optional.empty();
    }
    boolean ours = outcome.isPresent();
    Object exit = result.get("exit_code");
    return Optional.of(
        new JobOutcome(
            outcome.orElse(Outcome.of(state)),
            exit instanceof Number code ? OptionalInt.of(code.intValue()) : OptionalInt.empty(),
            ours ? JsonReader.text(result.get("stdout")).orElse("") : foreignOutput(state, fields),
            JsonReader.text(ours ? result.get("stderr") : fields.get("traceback")).orElse(""),
            Boolean.TRUE.equals(result.get("truncated")),
            JsonReader.isoTime(result.get("started"))
                .or(() -> JsonReader.isoTime(fields.get("date_done")))
                .orElse(Instant.EPOCH),
            seconds(result.get("duration")),
            JsonReader.text(result.get("reason")).orElse("")));
  }

  private static String foreignOutput(JobState state, Map<String, Object> fields) {
    Object value = fields.get("result");
    if (state != JobState.SUCCESS || value == null) {
      return "";
    }
    return value instanceof String text ? text : Json.line(value);
  }
}
