// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.celery;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The name of a task in Celery. */
public final class CeleryNameKeys {

  private static final String FORM = "(?=.*\\S)\\P{Cc}{1,512}";

  public static final Key<TaskDefinition, String> NAME =
      Key.optional(
              "celery_name",
              Types.text(
                  FORM,
                  "celery-name",
                  "not the name of a task",
                  "write a name such as \"shop.tasks.add\""),
              TaskDefinition::celeryName)
          .withDefaultText("the task's name")
          .meaning(
              "Its name in messages for roles with `served_by: celery`, where names have dots, such"
                  + " as `shop.tasks.add`. Workers of Celeryroot take messages with this name, too.");

  private CeleryNameKeys() {}

  public static boolean isName(String name) {
    return name.matches(FORM);
  }

  /** Reports names of tasks of the file that two tasks have, built-in ones included. */
  public static void check(List<Values> tasks, Set<String> names) {
    Map<String, Scalar> seen = new HashMap<>();
    for (Values task : tasks) {
      task.scalar(NAME)
          .filter(name -> !name.text().equals(task.name()))
          .ifPresent(name -> check(task, name, seen.put(name.text(), name), names));
    }
  }

  private static void check(Values task, Scalar name, Scalar other, Set<String> names) {
    if (names.contains(name.text())) {
      report(task, name, "is the name of a task of cl.yaml");
    } else if (other != null) {
      report(task, name, "is also that of the task at " + other.node().source());
    }
  }

  private static void report(Values task, Scalar name, String fact) {
    task.report(
        name.node(),
        "celery-name",
        name.quoted() + " " + fact + ", so a message with it could mean either",
        Fix.say("keep one of them"));
  }
}
