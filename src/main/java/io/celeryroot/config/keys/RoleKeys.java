// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static io.celeryroot.config.keys.Key.optional;
import static io.celeryroot.config.keys.Key.required;

import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.keys.Shape.Kind;
import java.util.List;
import java.util.Map;

/** Keys of a role. */
public final class RoleKeys {

  public static final Section ROLE =
      new Section(
          "role",
          "workers.<role>",
          "A role: hosts that have a queue in common.",
          """
          workers:
            webserver:
              hostnames: [webserver01, "web-*.example.com"]
              queue: webserver_tasks
              concurrency: 4
              tasks: [ping, install, "check_*"]
              description: "The public web servers"
          """,
          List.of(
              required(
                  "hostnames",
                  Shape.of(Kind.TEXTS),
                  "Host names, or shell globs (`*`, `?`, `[a-z]`). A worker belongs to the role when its host name is named or matches."),
              optional(
                  "queue",
                  Shape.of(Kind.TEXT),
                  Role.defaultQueue("<role>"),
                  "Redis list of the role. Letters, digits and `_ - . :`; no two roles have the same."),
              optional(
                  "run_on",
                  Shape.choice(RunOn.values()),
                  Choices.text(Role.DEFAULT_RUN_ON),
                  "`all`: a run has a job for each host of the role; `any`: one job, taken by the host that is free first."),
              optional(
                  "concurrency",
                  Shape.between(Kind.WHOLE, 1, 1000),
                  "number of cores",
                  "Jobs of the role at a time on each host. A host of two roles runs as many for each of them."),
              optional(
                  "tasks",
                  Shape.of(Kind.TEXTS),
                  "all tasks",
                  "The tasks that its workers may run: names or globs."),
              optional("description", Shape.of(Kind.TEXT), "", "For people.")),
          Map.of());

  private RoleKeys() {}
}
