// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.condition.Conditions;
import io.celeryroot.config.Action;
import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Param;
import io.celeryroot.config.Retries;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.config.limit.Limits;
import io.celeryroot.config.notify.Watch;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.testing.Records;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs for tests, of tasks and schedules that no file needs to define. */
public final class Runs {

  private Runs() {}

  public static RunRequest byHand(String task, List<Target> targets) {
    return RunRequest.ofTask(task(task), Map.of(), targets, submitter());
  }

  /** One by hand in the place of a schedule. */
  public static RunRequest byHand(
      String schedule, String task, Overlap overlap, List<Target> targets) {
    return RunRequest.byHand(
        Optional.of(schedule(schedule, task, overlap, Map.of())),
        task(task),
        Map.of(),
        targets,
        submitter());
  }

  /** The job of a run of one target. */
  public static Job job(RunRequest request, Instant submitted) {
    return request.toJobs(request.targets(), request.targets(), submitted).get(0);
  }

  public static Submitter submitter() {
    return new Submitter("test", Instant.now());
  }

  public static Schedule schedule(
      String name, String task, Overlap overlap, Map<String, String> params) {
    return new Schedule(
        name,
        task,
        new CronTimes(CronExpression.parse("0 2 * * *"), ZoneOffset.UTC),
        OpenTimes.ALWAYS,
        List.of("web"),
        params,
        true,
        CatchUp.LATEST,
        Duration.ofHours(1),
        overlap,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Conditions.NONE,
        Watch.NONE,
        "",
        Source.BUILT_IN);
  }

  public static TaskDefinition task(String name, String... secrets) {
    return new TaskDefinition(
        name,
        new Action.Command(List.of("true"), List.of("true")),
        Arrays.stream(secrets).map(secret -> param(secret, "secret", true)).toList(),
        TaskDefinition.DEFAULT_TIMEOUT,
        TaskDefinition.DEFAULT_KILL_AFTER,
        TaskDefinition.DEFAULT_LINGER,
        Retries.NONE,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        TaskDefinition.DEFAULT_SUCCESS_EXIT_CODES,
        TaskDefinition.DEFAULT_MAX_OUTPUT_BYTES,
        Limits.NONE,
        TaskDefinition.DEFAULT_ON_LOST,
        Optional.empty(),
        TaskDefinition.DEFAULT_EXPIRES,
        Optional.empty(),
        Optional.empty(),
        "",
        Source.BUILT_IN);
  }

  /**
   * A parameter.
   *
   * @param changed how it differs from others, as for {@link Records#with}
   */
  public static Param param(String name, Object... changed) {
    Param plain =
        new Param(
            name,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false,
            false,
            CeleryValue.TEXT,
            "",
            Source.BUILT_IN);
    return Records.with(plain, changed);
  }
}
