// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.RunOn;
import io.celeryroot.config.Source;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a workflow: a task on its targets.
 *
 * @param task name of an entry under {@code tasks:} or of a built-in task
 * @param targets roles or host names
 * @param params values for the task's parameters, by name; may hold secrets
 * @param onFailure default {@link OnFailure#STOP}
 * @param always default false; true: runs whatever happened before, also after a cancel
 * @param batch size of a wave; empty: all targets at once
 * @param maxFailures failed jobs from which on no further wave starts; default 1
 * @param timeout of the whole step; empty: the longest time that its jobs may take
 * @param expires longest wait of a job; empty: the task's
 * @param runOn overrides the task's and the role's
 * @param conditions must hold on the host when a job is about to start, beside those of the
 *     schedule; texts that were checked
 * @param source position of the step
 */
public record Step(
    String task,
    List<String> targets,
    Map<String, String> params,
    OnFailure onFailure,
    boolean always,
    Optional<Batch> batch,
    int maxFailures,
    Optional<Duration> timeout,
    Optional<Duration> expires,
    Optional<RunOn> runOn,
    List<String> conditions,
    Source source) {

  public static final OnFailure DEFAULT_ON_FAILURE = OnFailure.STOP;
  public static final boolean DEFAULT_ALWAYS = false;
  public static final int DEFAULT_MAX_FAILURES = 1;

  public Step {
    requireNonNull(task, "task");
    targets = List.copyOf(targets);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    conditions = List.copyOf(conditions);
  }

  /** A step that is a task on its targets and nothing else. */
  public static Step of(
      String task,
      List<String> targets,
      Map<String, String> params,
      Optional<Duration> expires,
      Optional<RunOn> runOn,
      Source source) {
    return new Step(
        task,
        targets,
        params,
        DEFAULT_ON_FAILURE,
        DEFAULT_ALWAYS,
        Optional.empty(),
        DEFAULT_MAX_FAILURES,
        Optional.empty(),
        expires,
        runOn,
        List.of(),
        source);
  }

  public Step inWaves(Batch size, int allowedFailures) {
    return copy(targets, params, Optional.of(size), allowedFailures, conditions);
  }

  public Step with(Map<String, String> values) {
    return copy(targets, values, batch, maxFailures, conditions);
  }

  public Step on(List<String> others) {
    return copy(others, params, batch, maxFailures, conditions);
  }

  public Step onlyIf(List<String> texts) {
    return copy(targets, params, batch, maxFailures, texts);
  }

  private Step copy(
      List<String> where,
      Map<String, String> values,
      Optional<Batch> size,
      int allowedFailures,
      List<String> texts) {
    return new Step(
        task,
        where,
        values,
        onFailure,
        always,
        size,
        allowedFailures,
        timeout,
        expires,
        runOn,
        texts,
        source);
  }

  /** Returns the targets of a wave, 1-based; without a batch there is one wave. */
  public <T> List<T> wave(List<T> all, int number) {
    return batch.map(size -> size.wave(all, number)).orElse(number == 1 ? all : List.of());
  }

  /** Returns the number of waves; 0 without targets. */
  public int waves(int targets) {
    int size = batch.map(some -> some.sizeOf(targets)).orElse(Math.max(1, targets));
    return (int) (((long) targets + size - 1) / size);
  }

  @Override
  public String toString() {
    return task + " on " + String.join(", ", targets);
  }
}
