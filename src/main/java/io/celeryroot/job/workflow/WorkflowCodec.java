// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Source;
import io.celeryroot.config.workflow.Batch;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The state of a run of a workflow as JSON. */
public final class WorkflowCodec {

  private WorkflowCodec() {}

  /** Writes a state; until the run has ended, with the secret values of its steps. */
  public static String write(WorkflowState run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", run.id());
    fields.put("name", run.name());
    fields.put("schedule", run.schedule());
    fields.put("due", run.due());
    fields.put("overlap", run.overlap());
    fields.put("timeout_ms", run.timeout().map(Duration::toMillis));
    fields.put("submitted", run.submitted());
    fields.put("by", run.by());
    fields.put("began", run.began());
    fields.put("stop", run.stop().map(WorkflowCodec::fields));
    fields.put("steps", run.steps().stream().map(WorkflowCodec::fields).toList());
    fields.put("end", run.end().map(WorkflowCodec::fields));
    return Json.line(fields);
  }

  private static Map<String, Object> fields(Ending ending) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", ending.outcome());
    fields.put("reason", ending.reason());
    fields.put("at", ending.at());
    return fields;
  }

  private static Map<String, Object> fields(StepState state) {
    StepPlan plan = state.plan();
    Step step = plan.step();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("task", step.task());
    fields.put("on", step.targets());
    fields.put("params", step.params());
    fields.put("secrets", plan.secrets().stream().sorted().toList());
    fields.put("on_failure", step.onFailure());
    fields.put("always", step.always());
    fields.put("batch", step.batch());
    fields.put("max_failures", step.maxFailures());
    fields.put("timeout_ms", step.timeout().map(Duration::toMillis));
    fields.put("run_on", step.runOn());
    fields.put("if", step.conditions());
    fields.put("expires_ms", plan.expires().toMillis());
    fields.put("bound_ms", plan.bound().toMillis());
    fields.put("patience_ms", plan.patience().toMillis());
    fields.put("targets", groups(state.targets()));
    fields.put("wave", state.wave());
    fields.put("queued", state.queued());
    fields.put("failed", state.failed());
    fields.put("began", state.began());
    fields.put("wave_began", state.waveBegan());
    fields.put("stop", state.stop().map(WorkflowCodec::fields));
    fields.put("cancelled", state.isCancelled());
    fields.put("end", state.end().map(WorkflowCodec::fields));
    return fields;
  }

  /** Neighbours of one role together, since there may be thousands; no hosts: any host of it. */
  private static List<Map<String, Object>> groups(List<Target> targets) {
    List<Map<String, Object>> groups = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    Optional<Target> last = Optional.empty();
    for (Target target : targets) {
      boolean isSame = last.filter(other -> isBeside(other, target)).isPresent();
      if (!isSame) {
        hosts = new ArrayList<>();
        groups.add(group(target, hosts));
      }
      target.host().ifPresent(hosts::add);
      last = Optional.of(target);
    }
    return groups;
  }

  private static boolean isBeside(Target one, Target other) {
    return one.host().isPresent()
        && other.host().isPresent()
        && one.role().equals(other.role())
        && one.queue().equals(other.queue());
  }

  private static Map<String, Object> group(Target target, List<String> hosts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", target.role());
    fields.put("queue", target.queue());
    fields.put("hosts", hosts);
    return fields;
  }

  /** Reads a state; empty: it is not one that we wrote. */
  public static Optional<WorkflowState> read(String text) {
    try {
      return JsonReader.readObject(text)
          .map(WorkflowCodec::run)
          .filter(run -> !run.id().isEmpty() && !run.steps().isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static WorkflowState run(Map<String, Object> fields) {
    return new WorkflowState(
        text(fields, "id"),
        text(fields, "name"),
        JsonReader.text(fields.get("schedule")),
        JsonReader.isoTime(fields.get("due")),
        word(Overlap.class, fields, "overlap"),
        duration(fields, "timeout_ms"),
        JsonReader.isoTime(fields.get("submitted")).orElse(Instant.EPOCH),
        text(fields, "by"),
        JsonReader.isoTime(fields.get("began")),
        ending(fields, "stop"),
        JsonReader.objects(fields.get("steps")).map(WorkflowCodec::step).toList(),
        ending(fields, "end"));
  }

  private static StepState step(Map<String, Object> fields) {
    return new StepState(
        plan(fields),
        JsonReader.objects(fields.get("targets")).flatMap(WorkflowCodec::targets).toList(),
        number(fields, "wave"),
        number(fields, "queued"),
        number(fields, "failed"),
        JsonReader.isoTime(fields.get("began")),
        JsonReader.isoTime(fields.get("wave_began")),
        ending(fields, "stop"),
        Boolean.TRUE.equals(fields.get("cancelled")),
        ending(fields, "end"));
  }

  private static StepPlan plan(Map<String, Object> fields) {

    Step step =
        new Step(
            text(fields, "task"),
            JsonReader.texts(fields.get("on")),
            JsonReader.textsByName(fields.get("params")),
            word(OnFailure.class, fields, "on_failure"),
            Boolean.TRUE.equals(fields.get("always")),
            JsonReader.text(fields.get("batch")).map(Batch::parse),
            number(fields, "max_failures"),
            duration(fields, "timeout_ms"),
            duration(fields, "expires_ms"),
            JsonReader.text(fields.get("run_on")).map(RunOn::valueOf),
            JsonReader.texts(fields.get("if")),
            Source.BUILT_IN);
    return new StepPlan(
        step,
        new LinkedHashSet<>(JsonReader.texts(fields.get("secrets"))),
        duration(fields, "expires_ms").orElse(Duration.ZERO),
        duration(fields, "bound_ms").orElse(Duration.ZERO),
        duration(fields, "patience_ms").orElse(Duration.ZERO));
  }

  private static Stream<Target> targets(Map<String, Object> group) {
    String role = text(group, "role");
    String queue = text(group, "queue");
    List<String> hosts = JsonReader.texts(group.get("hosts"));
    return hosts.isEmpty()
        ? Stream.of(new Target(role, queue, Optional.empty()))
        : hosts.stream()
            .filter(Target::isHostName)
            .map(host -> new Target(role, queue, Optional.of(host)));
  }

  private static Optional<Ending> ending(Map<String, Object> fields, String name) {
    return JsonReader.object(fields.get(name))
        .map(
            end ->
                new Ending(
                    word(Outcome.class, end, "outcome"),
                    text(end, "reason"),
                    JsonReader.isoTime(end.get("at")).orElse(Instant.EPOCH)));
  }

  private static String text(Map<String, Object> fields, String name) {
    return JsonReader.text(fields.get(name)).orElse("");
  }

  private static int number(Map<String, Object> fields, String name) {
    long number = JsonReader.number(fields.get(name), 0);
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, number));
  }

  private static Optional<Duration> duration(Map<String, Object> fields, String name) {
    long millis = JsonReader.number(fields.get(name), -1);
    return millis < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.min(millis, Durations.MAX.toMillis())));
  }

  private static <E extends Enum<E>> E word(
      Class<E> type, Map<String, Object> fields, String name) {
    return Enum.valueOf(type, text(fields, name).toUpperCase(Locale.ROOT));
  }
}
