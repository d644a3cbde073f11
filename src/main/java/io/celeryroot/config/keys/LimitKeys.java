// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.limit.IoClass;
import io.celeryroot.config.limit.Limits;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.text.UnreadableValue;
import java.util.List;

/** Keys of a task that limit what it may use of its host. */
final class LimitKeys {

  private static final String PERCENT = "[1-9][0-9]{0,4}%";
  private static final int MOST_FILES = 1 << 20;

  private static final Key<TaskDefinition, Long> MEMORY =
      Key.optional(
              "memory", Types.size(1L << 40), (TaskDefinition task) -> task.limits().memoryBytes())
          .withDefaultText("no limit")
          .meaning(
              "Most memory of all its processes together; beyond it they are killed, and the"
                  + " outcome is `failed (memory 512MB)`. The kernel counts if the worker may make"
                  + " cgroups (v2); otherwise the worker does, ten times a second.");

  private static final Key<TaskDefinition, Integer> CPU =
      Key.optional(
              "cpu",
              Type.scalar(
                  "a percentage of one core",
                  value -> percent(value.text()),
                  percent -> percent + "%",
                  Schemas.pattern("^" + PERCENT + "$")),
              (TaskDefinition task) -> task.limits().cpuPercent())
          .withDefaultText("no limit")
          .meaning(
              "Share of the processors, such as `50%` or `200%`: with cgroups the processes are"
                  + " slowed down. Otherwise each may use that share of `timeout` as CPU time;"
                  + " beyond it the outcome is `failed (cpu 50%)`.");

  private static final Key<TaskDefinition, Integer> NICE =
      Key.optional("nice", Types.whole(-20, 19), (TaskDefinition task) -> task.limits().nice())
          .withDefaultText("the worker's")
          .meaning("Niceness, see nice(1). Below that of the worker it needs root.");

  private static final Key<TaskDefinition, IoClass> IO_CLASS =
      Key.optional(
              "io_class",
              Types.choice(IoClass.class),
              (TaskDefinition task) -> task.limits().ioClass())
          .withDefaultText("the worker's")
          .meaning("Priority at the disks, see ionice(1).");

  private static final Key<TaskDefinition, String> UMASK =
      Key.optional(
              "umask",
              Types.text(
                  "[0-7]{3,4}",
                  "umask",
                  "not three or four octal digits",
                  "write the permissions to take away, such as \"027\""),
              (TaskDefinition task) -> task.limits().umask())
          .withDefaultText("the worker's")
          .meaning("Permissions that new files do not get, such as `027`.");

  private static final Key<TaskDefinition, Integer> NOFILE =
      Key.optional(
              "nofile",
              Types.whole(16, MOST_FILES),
              (TaskDefinition task) -> task.limits().nofile())
          .withDefaultText("the worker's")
          .meaning("Most open files of one process.");

  static final List<Key<TaskDefinition, ?>> KEYS =
      List.of(MEMORY, CPU, NICE, IO_CLASS, UMASK, NOFILE);

  private LimitKeys() {}

  static Limits limits(Values task) {
    return new Limits(
        task.find(MEMORY),
        task.find(CPU),
        task.find(NICE),
        task.find(IO_CLASS),
        task.find(UMASK),
        task.find(NOFILE));
  }

  private static int percent(String text) {
    if (!text.matches(PERCENT)) {
      throw new UnreadableValue(
          "cpu", "not a percentage of one core", "write, for example, \"50%\" or \"200%\"");
    }
    return Integer.parseInt(text.substring(0, text.length() - 1));
  }
}
