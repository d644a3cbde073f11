// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.config.keys.RedisNames;
import io.celeryroot.config.keys.celery.CeleryNameKeys;
import io.celeryroot.migrate.Names;
import io.celeryroot.migrate.Task;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has Beat put the messages into the queues of Celery's workers itself, each queue a role that they
 * serve.
 */
final class QueueSender implements Sender {

  private static final String DEFAULT_QUEUE = "celery";

  private static final String NO_PROGRAM =
      "echo \"Celery's workers run this task; it has no program yet\" >&2; exit 69";

  private final String host;
  private final QueueRoutes routes;
  private final Names names;
  private final Map<String, String> roleOfQueue = new LinkedHashMap<>();
  private final Map<String, Object> roles = new LinkedHashMap<>();
  private boolean isGuessed;

  /**
   * @param host of Celery's workers
   */
  QueueSender(String host, QueueRoutes routes) {
    this.host = host;
    this.routes = routes;
    this.names = new Names(Set.of(host));
  }

  @Override
  public Sending of(String task, TaskOptions options) {
    if (!CeleryNameKeys.isName(task)) {
      throw new UnreadableValue("celery-name", "not the name of a task", "correct it");
    }
    List<UnreadableValue> problems = new ArrayList<>(options.problems());
    String queue = queue(task, options, problems);
    options
        .get("serializer")
        .filter(name -> !name.equals("json"))
        .ifPresent(name -> problems.add(TaskOptions.notSent("serializer", "let it be json")));
    options
        .get("countdown")
        .ifPresent(
            time ->
                problems.add(TaskOptions.notSent("countdown", "let it be due later by that time")));
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("args", Map.of("celery", "args"));
    params.put("kwargs", Map.of("celery", "kwargs"));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("celery_name", Task.escaped(task));
    keys.put("script", NO_PROGRAM);
    keys.put("params", params);
    return new Sending(
        new Task(Sender.lastPart(task), keys, Names.isValid(task)), role(queue), problems);
  }

  private String queue(String task, TaskOptions options, List<UnreadableValue> problems) {
    for (String option : List.of("exchange", "routing_key")) {
      if (options.get(option).isPresent() && options.get("queue").isEmpty()) {
        throw new UnreadableValue(
            "celery-option",
            "the option " + option + " does not name the queue",
            "add \"queue\" to the options, or import with --celery-call");
      }
      if (!options.get(option).equals(options.get("queue")) && options.get(option).isPresent()) {
        problems.add(TaskOptions.notSent(option, "see that the queue is the right one"));
      }
    }
    return options
        .get("queue")
        .or(() -> routes.queue(task))
        .orElseGet(
            () -> {
              isGuessed = true;
              return DEFAULT_QUEUE;
            });
  }

  private String role(String queue) {
    RedisNames.queue(queue);
    return roleOfQueue.computeIfAbsent(
        queue,
        name -> {
          String role = names.give(name, "queue");
          Map<String, Object> keys = new LinkedHashMap<>();
          keys.put("hostnames", List.of(host));
          keys.put("queue", name);
          keys.put("served_by", "celery");
          roles.put(role, keys);
          return role;
        });
  }

  @Override
  public Map<String, Object> roles() {
    if (roles.isEmpty()) {
      role(DEFAULT_QUEUE); // A file has a role at least.
    }
    return roles;
  }

  @Override
  public Map<String, Object> defaults() {
    Map<String, Object> schedules = new LinkedHashMap<>();
    schedules.put("catch_up_window", "30d");
    schedules.put("overlap", "allow");
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("tasks", Map.of("expires", "30d"));
    defaults.put("schedules", schedules);
    return defaults;
  }

  @Override
  public List<String> remarks() {
    return isGuessed
        ? List.of(
            "Tasks without a queue in this file go to the queue \""
                + DEFAULT_QUEUE
                + "\"; see that"
                + " no other file routes them elsewhere.")
        : List.of();
  }

  @Override
  public List<String> defaultRemarks() {
    return List.of(
        "As Celery Beat does it: what was due while no Beat ran is sent once, however late; no",
        "message waits for the one before it, and it expires only if the entry says so.");
  }
}
