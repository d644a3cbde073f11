// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.OnLost;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.ServedBy;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.host.HostVars;
import io.celeryroot.config.security.Security;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.job.ClientOptions;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Runs;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.Records;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Jobs, tasks and outcomes for tests. */
public final class Jobs {

  public static final Target HOST1 = new Target("web", "web_tasks", Optional.of("web1"));
  public static final Target HOST2 = new Target("web", "web_tasks", Optional.of("web2"));
  public static final Target ANY = new Target("web", "web_tasks", Optional.empty());
  public static final JobOutcome OK =
      new JobOutcome(
          Outcome.OK,
          OptionalInt.of(0),
          "done\n",
          "",
          false,
          Instant.parse("2026-11-23T02:00:00Z"),
          Duration.ofMillis(1500),
          "");
  public static final JobOutcome FAILED =
      new JobOutcome(
          Outcome.FAILED,
          OptionalInt.of(3),
          "",
          "no disk\n",
          false,
          Instant.parse("2026-11-23T02:00:00Z"),
          Duration.ofMillis(1500),
          "");

  private Jobs() {}

  public static Job job(String id) {
    return job(id, HOST1);
  }

  public static Job job(String id, Target target) {
    return job(id, target, Optional.empty(), Overlap.ALLOW, Optional.empty(), Optional.empty());
  }

  public static Job scheduled(String id, Overlap overlap) {
    return job(id, HOST1, Optional.of("backup"), overlap, Optional.empty(), Optional.empty());
  }

  public static Job expiring(String id, Instant expires) {
    return job(id, HOST1, Optional.empty(), Overlap.ALLOW, Optional.empty(), Optional.of(expires));
  }

  public static Job job(
      String id,
      Target target,
      Optional<String> schedule,
      Overlap overlap,
      Optional<Instant> eta,
      Optional<Instant> expires) {
    return new Job(
        id,
        Optional.of("run-of-" + id),
        schedule,
        Optional.empty(),
        "sync",
        List.of(),
        Map.of("path", "/srv", "password", "hunter2"),
        target,
        eta,
        expires,
        overlap,
        Optional.of(Instant.parse("2026-11-23T02:00:00Z")),
        "beat@test",
        Optional.empty(),
        List.of(),
        ClientOptions.NONE,
        Shard.WHOLE);
  }

  /** The same job, submitted at another time. */
  public static Job submitted(Job job, Instant at) {
    return Records.with(job, "submitted", Optional.of(at));
  }

  /** Task {@code sync} with a secret; {@code reboot} that must not run twice. */
  public static ClConfig config(Role... roles) {
    Map<String, Role> byName = new LinkedHashMap<>();
    for (Role role : roles) {
      byName.put(role.name(), role);
    }
    Map<String, TaskDefinition> tasks =
        Map.of(
            "sync", task("sync", OnLost.REQUEUE),
            "reboot", task("reboot", OnLost.FAIL));
    return new ClConfig(
        "cl.yaml",
        Map.of(),
        TestRedis.settings("redis://localhost"),
        ZoneId.of("UTC"),
        byName,
        tasks,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        TestRedis.KEPT,
        List.of(),
        List.of(),
        Security.NONE);
  }

  public static Role role(String name, RunOn runOn, List<String> tasks, String... hosts) {
    return new Role(
        name,
        List.of(hosts),
        HostVars.NONE,
        List.of(),
        Role.defaultQueue(name),
        runOn,
        ServedBy.CELERYROOT,
        OptionalInt.empty(),
        tasks,
        List.of(),
        OpenTimes.ALWAYS,
        "",
        Set.of(),
        Source.BUILT_IN);
  }

  public static TaskRules rules() {
    return TaskRules.of(config());
  }

  /** To which a spoiled key is a failure as any other. */
  public static Attempts attempts(Redis redis) {
    return attempts(redis, TestRedis.KEPT);
  }

  public static Attempts attempts(Redis redis, Duration kept) {
    return new Attempts(
        redis,
        rules(),
        kept,
        failure -> {
          throw failure;
        },
        JobListener.NONE);
  }

  private static TaskDefinition task(String name, OnLost onLost) {
    return Records.with(
        Runs.task(name),
        "params",
        List.of(Runs.param("path"), Runs.param("password", "secret", true)),
        "onLost",
        onLost);
  }
}
