// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static io.celeryroot.config.keys.Key.optional;
import static io.celeryroot.config.keys.Key.required;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.keys.Shape.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The top of cl.yaml; all other sections hang below it. */
public final class ClYaml {

  public static final Section REDIS =
      new Section(
          "redis",
          "redis",
          "Where queues, results and states live: Redis 6.2 or newer, or Valkey. A URL alone may"
              + " stand in place of the map.",
          """
          redis:
            url: rediss://:${REDIS_PASSWORD:-secret}@redis.example.com:6380/0
            timeout: 5s
            ca_file: /etc/celeryroot/redis-ca.pem
            results_kept: 30d
          workers:
            webserver:
              hostnames: [webserver01]
          """,
          List.of(
              optional(
                  "url",
                  Shape.of(Kind.URL),
                  RedisSettings.DEFAULT_URL,
                  "`redis://[user:password@]host[:port][/database]`; `rediss` in place of `redis`"
                      + " with TLS; `redis+sentinel://host:port,host:port/master[/database]`;"
                      + " `redis+cluster://host:port,host:port`. In a password, write `%3F` for"
                      + " `?`, `%23` for `#` and `%25` for `%`."),
              optional(
                  "timeout",
                  Shape.positive(Kind.DURATION),
                  Durations.format(RedisSettings.DEFAULT_TIMEOUT),
                  "Longest wait for a connection or an answer."),
              optional(
                  "ca_file",
                  Shape.of(Kind.TEXT),
                  "",
                  "With TLS: absolute path of a PEM file with the authorities to trust, in place"
                      + " of those that Java knows."),
              optional(
                  "cert_file",
                  Shape.of(Kind.TEXT),
                  "",
                  "With TLS: absolute path of a PEM file with our certificate, for servers that ask"
                      + " for one."),
              optional(
                  "key_file",
                  Shape.of(Kind.TEXT),
                  "",
                  "The key of `cert_file`: PEM, PKCS #8, without a password."),
              optional(
                  "sentinel_user",
                  Shape.of(Kind.TEXT),
                  "",
                  "With Sentinel: user of the Sentinels, if they ask for one."),
              optional(
                  "sentinel_password",
                  Shape.of(Kind.TEXT),
                  "",
                  "With Sentinel: password of the Sentinels, which is not that of Redis."),
              optional(
                  "results_kept",
                  Shape.positive(Kind.DURATION),
                  Durations.format(ClConfig.DEFAULT_RESULTS_KEPT),
                  "How long results and run records are kept.")),
          Map.of());

  public static final Section DEFAULTS =
      new Section(
          "defaults",
          "defaults",
          "Values for all tasks and schedules that do not set them themselves. Built-in tasks are"
              + " tasks, too.",
          """
          workers:
            webserver:
              hostnames: [webserver01]
          defaults:
            tasks:
              timeout: 10m
              retries:
                max: 2
            schedules:
              overlap: queue
          """,
          List.of(
              optional(
                  "tasks",
                  Shape.of(Kind.SECTION, TaskKeys.DEFAULTS),
                  "",
                  "Defaults of tasks. A task that has the key replaces the whole value, except that"
                      + " `env` is joined by name."),
              optional(
                  "schedules",
                  Shape.of(Kind.SECTION, ScheduleKeys.DEFAULTS),
                  "",
                  "Defaults of schedules.")),
          Map.of());

  private static final List<Key> COMMON =
      List.of(
          optional(
              "redis",
              Shape.of(Kind.URL_OR_SECTION, REDIS),
              RedisSettings.DEFAULT_URL,
              "Where queues, results and states live."),
          optional(
              "timezone",
              Shape.of(Kind.ZONE),
              ClConfig.DEFAULT_TIMEZONE.getId(),
              "Time zone of all schedules that name none, such as `Europe/Berlin`."),
          optional(
              "defaults", Shape.of(Kind.SECTION, DEFAULTS), "", "Defaults of tasks and schedules."),
          required(
              "workers",
              Shape.of(Kind.NAMED_SECTIONS, RoleKeys.ROLE),
              "The roles: named groups of hosts, each with a queue."),
          optional(
              "tasks",
              Shape.of(Kind.NAMED_SECTIONS, TaskKeys.TASK),
              "",
              "What can be run, beside the built-in tasks. A task here wins over a built-in one of"
                  + " the same name."),
          optional(
              "routes",
              Shape.of(Kind.TEXTS),
              "",
              "Files with Camel routes of your own, for tasks with `to`; workers load them. Paths"
                  + " or globs (`*`, `**`, `?`, `{a,b}`), from the directory of this file on; each"
                  + " ends in `.yaml`. Generated files among them are left out."),
          optional(
              "schedules",
              Shape.of(Kind.NAMED_SECTIONS, ScheduleKeys.SCHEDULE),
              "",
              "What runs when on which hosts."));

  /** What one environment lays over the file: every key is optional at every level. */
  public static final Section OVERLAY =
      new Section(
          "environment",
          "environments.<name>",
          "What `--env <name>` lays over the file. Maps are joined key by key; lists and texts are"
              + " replaced. Mistakes are told in all environments, missing environment variables"
              + " only in the chosen one.",
          """
          redis: redis://localhost:6379/0
          workers:
            webserver:
              hostnames: [localhost]
          environments:
            prod:
              redis: redis://redis.example.com:6379/0
              workers:
                webserver:
                  hostnames: [webserver01, webserver02]
          """,
          COMMON.stream().map(ClYaml::relaxed).toList(),
          laterKeys());

  public static final Section TOP =
      new Section(
          "file",
          "",
          "The whole file.",
          """
          redis: redis://localhost:6379/0
          workers:
            webserver:
              hostnames: [webserver01, webserver02]
          schedules:
            security_updates:
              cron: "0 2 * * *"
              task: check_security_updates
              targets: [webserver]
          """,
          Stream.concat(
                  COMMON.stream(),
                  Stream.of(
                      optional(
                          "environments",
                          Shape.of(Kind.NAMED_SECTIONS, OVERLAY),
                          "",
                          "Variants of the file, chosen with `--env NAME`.")))
              .toList(),
          laterKeys());

  private ClYaml() {}

  /** All sections, in the order of the reference page. */
  public static List<Section> sections() {
    return List.of(
        TOP,
        REDIS,
        RoleKeys.ROLE,
        TaskKeys.TASK,
        TaskKeys.PARAM,
        TaskKeys.RETRIES,
        ScheduleKeys.SCHEDULE,
        DEFAULTS,
        TaskKeys.DEFAULTS,
        ScheduleKeys.DEFAULTS,
        OVERLAY);
  }

  private static Key relaxed(Key key) {
    return new Key(key.name(), key.shape(), false, "", key.meaning());
  }

  private static Map<String, String> laterKeys() {
    return Map.of(
        "facts", "delete it; let the task itself look at the host",
        "security", "delete it; protect Redis with a password and TLS in \"redis.url\"");
  }
}
