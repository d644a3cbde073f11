// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.task.RouteNames;
import io.celeryroot.text.Mask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Routes of messages: from Beat, or from a worker while no Beat lives, to each receiver. */
final class NotifyRoutes {

  /** Beginning of the names of files, and of IDs. */
  static final String FILE = "notify-";

  private static final String BEAN = "celeryrootNotify";
  private static final String LOOK = "celeryroot.notify";
  private static final String SILENCE = "celeryroot.silence";
  private static final String LOOK_MILLIS = "1000";
  private static final String SILENCE_MILLIS = "5000";

  private final ClConfig config;
  private final Receivers receivers;

  NotifyRoutes(ClConfig config) {
    this.config = config;
    this.receivers = new Receivers(config);
  }

  /** The route of Beat that notices and sends; none if nobody is told of anything. */
  List<Map<String, Object>> ofBeat() {
    return receivers.isEmpty()
        ? List.of()
        : List.of(
            periodic(
                LOOK,
                LOOK_MILLIS,
                "Every second: looks at the runs that somebody wants to know of, and sends messages",
                "Notices what happened, puts messages in line, sends those whose turn it is",
                "look"));
  }

  /** The route of a worker that notices that no Beat lives; none if nobody is told of that. */
  List<Map<String, Object>> ofWorker() {
    return receivers.ofSite(Event.BEAT_SILENT).isEmpty()
        ? List.of()
        : List.of(
            periodic(
                SILENCE,
                SILENCE_MILLIS,
                "Every 5 s: looks whether a Beat lives, and says so if none does",
                "Tells it once for all workers, and sends it",
                "silence"));
  }

  private static Map<String, Object> periodic(
      String id, String millis, String description, String step, String method) {
    return CamelRoute.later(
            id, description, "scheduler:" + id, map("initialDelay", "0", "delay", millis))
        .bean("look", step, BEAN, method)
        .toMap();
  }

  Map<String, List<Map<String, Object>>> all() {
    Map<String, List<Map<String, Object>>> routes = new TreeMap<>();
    receivers.all().forEach((name, receiver) -> routes.put(file(name), List.of(route(receiver))));
    for (Schedule schedule : config.schedules().values()) {
      schedule
          .watch()
          .ping()
          .ifPresent(
              url -> {
                String name = Receivers.ping(schedule.name());
                routes.put(file(name), List.of(ping(name, schedule, url)));
              });
    }
    return routes;
  }

  /** Camel takes what follows the first dot for the kind of a file. */
  private static String file(String receiver) {
    return FILE + receiver.replace('.', '~');
  }

  private Map<String, Object> route(Receiver receiver) {
    String id = "notify." + receiver.name();
    CamelRoute route =
        CamelRoute.ofAttempt(
                id,
                "Tells %s%s (%s)"
                    .formatted(
                        String.join(", ", receiver.on().stream().map(Event::word).toList()),
                        receiver.every() ? ", each time" : ", when it changes",
                        Origin.place(receiver.source())),
                "direct:" + id,
                map())
            .bean("write", writes(receiver), BEAN, "write");
    if (receiver.to() instanceof Receiver.To.Uri uri) {
      route.to(
          "send",
          "Sends it to " + shown(uri.endpoint()),
          uri(receiver.name(), uri.endpoint(), false));
    } else if (receiver.to() instanceof Receiver.To.Task task) {
      addRuns(route, task);
    }
    return route.toMap();
  }

  private static String writes(Receiver receiver) {
    if (receiver.body().isPresent()) {
      return "Fills the fields of the message into the body of cl.yaml";
    }
    if (receiver.to() instanceof Receiver.To.Uri uri) {
      return uri.endpoint().isHttp()
          ? "Writes the message as JSON"
          : uri.endpoint().isRoute() ? "Takes the fields of the message" : "Writes it as text";
    }
    return "Takes the fields that the task has as parameters";
  }

  private void addRuns(CamelRoute route, Receiver.To.Task task) {
    Map<Role, List<String>> hosts = new LinkedHashMap<>();
    for (String target : task.targets()) {
      Role role = config.roles().get(target);
      if (role != null) {
        hosts.put(role, new ArrayList<>());
      }
    }
    for (String target : task.targets()) {
      if (!config.roles().containsKey(target)) {
        config
            .roleOf(target, task.task())
            .filter(role -> !hosts.containsKey(role) || !hosts.get(role).isEmpty())
            .ifPresent(role -> hosts.computeIfAbsent(role, r -> new ArrayList<>()).add(target));
      }
    }
    hosts.forEach(
        (role, names) -> {
          Map<String, Object> options =
              map("role", RouteNames.inUri(role.name()), "task", task.task());
          if (!names.isEmpty()) {
            options.put("hosts", String.join(",", names));
          }
          route.to(
              "run." + RouteNames.of(role.name()),
              "Runs the task on " + (names.isEmpty() ? role.name() : String.join(", ", names)),
              "redis-queue:" + RouteNames.inUri(role.queue()),
              options);
        });
  }

  private static Map<String, Object> ping(String name, Schedule schedule, Endpoint url) {
    String id = "notify." + name;
    return CamelRoute.ofAttempt(
            id,
            "Calls a dead-man service when %s starts and ends (%s)"
                .formatted(schedule.name(), Origin.place(schedule.source())),
            "direct:" + id,
            map())
        .bean("write", "Chooses the path: /start, none, or /fail", BEAN, "write")
        .to("send", "Calls " + shown(url), uri(name, url, true))
        .toMap();
  }

  /** The address without what may be a secret, in characters that Camel leaves alone. */
  private static String shown(Endpoint endpoint) {
    return RouteNames.shown(endpoint.masked().replace(Mask.TEXT, "..."));
  }

  /** The address; one that may hold a secret is left to cl.yaml, which the process reads. */
  private static String uri(String name, Endpoint endpoint, boolean isPing) {
    return endpoint.hasSecrets()
        ? "{{celeryroot:" + name + "}}"
        : NotifyUri.of(EnvironmentReferences.inUri(endpoint.template()), endpoint, isPing);
  }
}
