// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.Task;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Map;

/** A way in which the tasks of a beat schedule get to Celery's workers. */
interface Sender {

  /**
   * A task on its way.
   *
   * @param role its target
   * @param problems what the message will lack
   */
  record Sending(Task task, String role, List<UnreadableValue> problems) {}

  /**
   * Makes the task of an entry.
   *
   * @param task its name in Celery
   * @throws UnreadableValue it cannot be sent in this way
   */
  Sending of(String task, TaskOptions options);

  /** Roles of all that was sent, by name. */
  Map<String, Object> roles();

  /** Value of {@code defaults:} with which schedules do what those of Celery Beat do. */
  Map<String, Object> defaults();

  /** Comment lines for the head of the file. */
  List<String> remarks();

  /** Comment lines above {@code defaults:}. */
  List<String> defaultRemarks();

  /** The last part of the name of a task, after its module. */
  static String lastPart(String task) {
    return task.substring(task.lastIndexOf('.') + 1);
  }
}
