// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

/**
 * Whether a text can be the name of a role's queue: it is a Redis key and the hash tag of others.
 */
final class QueueCheck {

  private static final String FORM = "[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}";

  private QueueCheck() {}

  static boolean check(Reading reading, Value value) {
    String queue = value.text();
    if (!queue.matches(FORM)) {
      String other =
          queue.trim().replaceAll("[^A-Za-z0-9_.:-]+", "_").replaceAll("^[^A-Za-z0-9]+|_+$", "");
      Fix fix = other.matches(FORM) ? value.write(other) : Fix.NONE;
      reading.report(
          value.node(),
          "queue-name",
          "a queue name has letters, digits and _ . : - (at most 128): " + value.quoted(),
          fix);
      return false;
    }
    if (queue.startsWith("cl.")
        || queue.startsWith("celery-task-meta-")
        || queue.startsWith("_kombu.")
        || queue.endsWith(".delayed")
        || queue.contains(".claimed.")) {
      reading.report(
          value.node(),
          "queue-name",
          "a name that Celeryroot or Celery use for something else: " + value.quoted(),
          Fix.say("write another name"));
      return false;
    }
    return true;
  }
}
