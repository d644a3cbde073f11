// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** The file that {@code cl config init} writes. */
public final class ConfigTemplate {

  private static final String TEXT =
      """
      # yaml-language-server: $schema=cl.schema.json
      # What runs when on which hosts. Check it with: cl config validate

      # Redis 6.2 or newer, or Valkey. ${NAME:-default} is filled in from the environment.
      redis: ${REDIS_URL:-redis://localhost:6379/0}

      # Time zone of the schedules.
      timezone: UTC

      # Roles: groups of hosts. A worker belongs to the roles that name its host; shell globs work, too.
      workers:
        webserver:
          hostnames: [localhost]
          # concurrency: 4                # jobs of the role at a time on each host; default: cores
        # database:
        #   hostnames: ["db*.example.com"]
        #   run_on: any                   # one host of the role, not all
        #   tasks: [ping, backup_database]

      # Tasks of your own, beside the built-in ones (ping, install, check_security_updates, ...).
      tasks:
        clean_reports:
          description: "Deletes old reports"
          script: |
            find /var/tmp/reports -type f -mtime "+$days" -print -delete
          params:
            days:
              default: "7"
              pattern: "[0-9]+"
          timeout: 10m
        # greet:
        #   command: [echo, "hello {name}"]   # no shell: {name} stays inside its one argument
        #   params:
        #     name:
        #       required: true
        #   retries:
        #     max: 3
        #     delay: 30s

      # minute hour day-of-month month weekday, as in crontab(5), or @hourly, @daily, @weekly, @monthly
      schedules:
        security_updates:
          cron: "0 2 * * *"
          task: check_security_updates
          targets: [webserver]
          description: "Daily security update check"
        clean_reports:
          cron: "30 3 * * sun"
          task: clean_reports
          targets: [webserver]
          params:
            days: 14
          enabled: false                  # true when you want it

      # Variants of this file, chosen with --env prod.
      # environments:
      #   prod:
      #     redis: rediss://:${REDIS_PASSWORD}@redis.example.com:6379/0
      #     workers:
      #       webserver:
      #         hostnames: [webserver01, webserver02]
      """;

  private ConfigTemplate() {}

  /**
   * A commented file that is valid as it is; expects {@code cl.schema.json} beside it for editors.
   */
  public static String text() {
    return TEXT;
  }
}
