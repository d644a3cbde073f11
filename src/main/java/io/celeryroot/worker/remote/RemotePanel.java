// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import io.celeryroot.config.Version;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.TaskRules;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.pidbox.ForeignConsumers;
import io.celeryroot.text.Quote;
import io.celeryroot.worker.RoleWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The commands of Celery's remote control that a worker answers, each with Celery's form of the
 * reply. What cl.yaml decides is refused by name; another command gets Celery's own error.
 */
final class RemotePanel {

  /** More ids in one command are not looked at. */
  private static final int MOST_IDS = 1000;

  /** Commands of Celery's workers that would change what cl.yaml says, or end a worker. */
  private static final Set<String> REFUSED =
      Set.of(
          "rate_limit",
          "time_limit",
          "pool_grow",
          "pool_shrink",
          "pool_restart",
          "autoscale",
          "add_consumer",
          "cancel_consumer",
          "shutdown",
          "revoke_by_stamped_headers",
          "election",
          "memsample",
          "memdump",
          "objgraph");

  /** Commands that end jobs. */
  private static final Set<String> CHANGING = Set.of("revoke", "terminate");

  private final WorkerNode node;
  private final TaskRules rules;
  private final AtomicLong clock = new AtomicLong();
  private final Map<String, Function<Map<String, Object>, Object>> commands = new TreeMap<>();

  RemotePanel(WorkerNode node, TaskEvents events) {
    this.node = node;
    this.rules = TaskRules.of(node.config());
    add("ping", arguments -> ok("pong"));
    add("report", arguments -> ok("Celeryroot " + Version.CURRENT));
    add("clock", arguments -> Map.of("clock", clock.get()));
    add("hello", arguments -> Map.of("revoked", Map.of(), "clock", tick()));
    add("active", arguments -> node.running().isEmpty() ? List.of() : active());
    add("dump_active", commands.get("active"));
    add("reserved", arguments -> List.of());
    add("dump_reserved", commands.get("reserved"));
    add("scheduled", arguments -> node.delayed().stream().map(this::delayed).toList());
    add("dump_schedule", commands.get("scheduled"));
    add("registered", arguments -> node.tasks());
    add("dump_tasks", commands.get("registered"));
    add("revoked", arguments -> List.of());
    add("dump_revoked", commands.get("revoked"));
    add("query_task", arguments -> query(ids(arguments.get("ids"))));
    add("stats", arguments -> stats());
    add("conf", arguments -> Map.of("timezone", node.config().timezone().getId()));
    add("dump_conf", commands.get("conf"));
    add("active_queues", arguments -> node.lists().stream().map(l -> queue(l.list())).toList());
    add("revoke", this::revoke);
    add("terminate", arguments -> revoke(ids(arguments.get("task_id")), true));
    add("enable_events", arguments -> ok(events.enable()));
    add("disable_events", arguments -> ok(events.disable()));
    add("heartbeat", arguments -> null);
  }

  private void add(String name, Function<Map<String, Object>, Object> command) {
    commands.put(name, command);
  }

  /** Ticks of a logical clock, which Celery's clients expect. */
  long tick() {
    return clock.incrementAndGet();
  }

  /** Carries out a command and returns the reply. */
  Object answer(Broadcast broadcast) {
    String method = broadcast.method();
    if (REFUSED.contains(method)) {
      return Map.of("error", method + " is not supported: cl.yaml says how a worker works");
    }
    if (node.needsSignatures() && CHANGING.contains(method)) {
      return Map.of("error", method + " is not signed; use cl task cancel");
    }
    Function<Map<String, Object>, Object> command = commands.get(method);
    return command == null
        ? Map.of("error", "KeyError('" + Quote.cut(method.replace("'", "\\'"), 80) + "')")
        : command.apply(broadcast.arguments());
  }

  private static Map<String, Object> ok(String text) {
    return Map.of("ok", text);
  }

  private Object revoke(Map<String, Object> arguments) {
    return revoke(ids(arguments.get("task_id")), Boolean.TRUE.equals(arguments.get("terminate")));
  }

  private Map<String, Object> revoke(List<String> ids, boolean isEnded) {
    List<String> ended = ids.stream().filter(id -> node.revoke(id, isEnded)).toList();
    if (!isEnded) {
      return ok("tasks " + String.join(", ", ids) + " flagged as revoked");
    }
    return ok("terminate: " + (ended.isEmpty() ? "tasks unknown" : String.join(", ", ended)));
  }

  /** One id, or a list of them. */
  private static List<String> ids(Object value) {
    List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    return all.stream()
        .flatMap(id -> JsonReader.text(id).stream())
        .filter(id -> id.length() <= Broadcast.MAX_NAME)
        .distinct()
        .limit(MOST_IDS)
        .toList();
  }

  private List<Object> active() {
    List<RunningJob> running = node.running();
    Map<String, JobResult> results = node.results(running.stream().map(RunningJob::id).toList());
    return running.stream()
        .<Object>map(job -> info(job, Optional.ofNullable(results.get(job.id()))))
        .toList();
  }

  private Map<String, Object> query(List<String> ids) {
    Map<String, Object> found = new LinkedHashMap<>();
    for (RunningJob job : node.running()) {
      if (ids.contains(job.id())) {
        found.put(
            job.id(),
            List.of(
                "active",
                info(job, Optional.ofNullable(node.results(List.of(job.id())).get(job.id())))));
      }
    }
    return found;
  }

  private Map<String, Object> info(RunningJob job, Optional<JobResult> result) {
    return info(
        job.id(),
        job.task(),
        result.map(JobResult::args).orElse(List.of()),
        result.map(JobResult::kwargs).orElse(Map.of()),
        Optional.of(job.started()),
        result.map(JobResult::queue).orElse(""));
  }

  private Map<String, Object> delayed(Job job) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("eta", job.eta().map(Instant::toString).orElse(null));
    entry.put("priority", 6);
    entry.put(
        "request",
        info(
            job.id(),
            job.task(),
            rules.maskArgs(job.task(), job.args()),
            rules.maskKwargs(job.task(), job.kwargs()),
            Optional.empty(),
            job.target().list()));
    return entry;
  }

  private Map<String, Object> info(
      String id,
      String task,
      List<Object> args,
      Map<String, Object> kwargs,
      Optional<Instant> started,
      String list) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("id", id);
    info.put("name", task);
    info.put("args", args);
    info.put("kwargs", kwargs);
    info.put("type", task);
    info.put("hostname", node.name());
    info.put("time_start", started.map(at -> at.toEpochMilli() / 1000.0).orElse(null));
    info.put("acknowledged", false);
    info.put("delivery_info", Map.of("exchange", "", "routing_key", list, "priority", 0));
    info.put("worker_pid", ProcessHandle.current().pid());
    return info;
  }

  private Map<String, Object> stats() {
    List<RoleWorker> roles = node.roles();
    long pid = ProcessHandle.current().pid();
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put(
        "total",
        roles.stream()
            .collect(
                Collectors.toMap(
                    role -> role.identity().role().name(), role -> role.stats().processed())));
    stats.put("pid", pid);
    stats.put("clock", String.valueOf(clock.get()));
    stats.put("uptime", Duration.between(node.started(), Instant.now()).toSeconds());
    Map<String, Object> pool = new LinkedHashMap<>();
    pool.put("implementation", "celeryroot");
    pool.put("max-concurrency", roles.stream().mapToInt(RoleWorker::slots).sum());
    pool.put("processes", List.of(pid));
    stats.put("pool", pool);
    stats.put("prefetch_count", 0);
    stats.put("broker", Map.of("transport", "redis"));
    stats.put("celeryroot", Version.CURRENT);
    return stats;
  }

  private static Map<String, Object> queue(String list) {
    Map<String, Object> queue = new LinkedHashMap<>();
    queue.put("name", list);
    queue.put("exchange", Map.of("name", list, "type", "direct", "durable", true));
    queue.put("routing_key", list);
    queue.put("durable", true);
    queue.put("exclusive", false);
    queue.put("auto_delete", false);
    queue.put("no_ack", false);
    queue.put(ForeignConsumers.SERVED_BY, ForeignConsumers.OURS);
    return queue;
  }
}
