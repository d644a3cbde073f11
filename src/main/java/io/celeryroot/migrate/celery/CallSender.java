// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.Task;
import io.celeryroot.text.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends with {@code celery call}, on the host that ran Celery Beat: whatever the broker, and on the
 * ways that only the app itself knows.
 */
final class CallSender implements Sender {

  private static final String ROLE = "celery";

  private final List<String> celery;
  private final String host;
  private final String directory;
  private final Optional<QueueRoutes> routes;

  /**
   * @param celery the program with the options that name the app
   * @param host that ran Celery Beat
   * @param directory of the project on that host
   * @param routes for tasks whose options name no queue; empty: those of the app decide
   */
  CallSender(List<String> celery, String host, String directory, Optional<QueueRoutes> routes) {
    this.celery = celery;
    this.host = host;
    this.directory = directory;
    this.routes = routes;
  }

  @Override
  public Sending of(String task, TaskOptions options) {
    List<String> command = new ArrayList<>(celery);
    command.addAll(List.of("call", Task.inArgument(task), "--args={args}", "--kwargs={kwargs}"));
    options
        .sent()
        .forEach(
            (option, value) ->
                command.add("--" + option.replace('_', '-') + "=" + Task.inArgument(value)));
    if (options.get("queue").or(() -> options.get("routing_key")).isEmpty()) {
      routes
          .flatMap(known -> known.queue(task))
          .ifPresent(queue -> command.add("--queue=" + Task.inArgument(queue)));
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("command", List.copyOf(command));
    keys.put(
        "params", Yaml.map("args", Map.of("default", "[]"), "kwargs", Map.of("default", "{}")));
    keys.put("workdir", Task.escaped(directory));
    return new Sending(new Task(Sender.lastPart(task), keys), ROLE, options.problems());
  }

  @Override
  public Map<String, Object> roles() {
    return Map.of(
        ROLE,
        Yaml.map(
            "hostnames",
            List.of(host),
            "description",
            "Runs \"celery call\" in place of Celery Beat"));
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of("schedules", Map.of("catch_up_window", "30d"));
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public List<String> defaultRemarks() {
    return List.of(
        "As Celery Beat does it: what was due while no Beat ran is sent once, however late.");
  }
}
