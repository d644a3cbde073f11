// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A report of a worker or Beat about itself.
 *
 * @param name of the worker, or host of the Beat
 * @param host name of the host it serves
 * @param roles roles it serves; empty for a Beat
 * @param lists Redis lists it takes jobs from; empty for a Beat
 * @param version of Celeryroot
 * @param pid of the process
 * @param machine {@code Machine.id()} of where it runs
 * @param started when the process started
 * @param load one-minute load average; negative: unknown
 * @param cores processors
 * @param concurrency jobs at a time; 0 for a Beat
 * @param running jobs it runs now
 * @param done jobs it ran to their end, or refused, since its start; runs submitted, for a Beat
 * @param failed of these, how many with a failure
 * @param paused roles whose queues it claims nothing from, with the reason
 * @param fileTime last change of its cl.yaml; empty: unknown
 * @param at Redis server time
 * @param fingerprints of its cl.yaml, by section; empty: unknown
 */
public record Heartbeat(
    String name,
    String host,
    List<String> roles,
    List<String> lists,
    String version,
    long pid,
    String machine,
    Instant started,
    double load,
    int cores,
    int concurrency,
    List<RunningJob> running,
    long done,
    long failed,
    Map<String, String> paused,
    Optional<Instant> fileTime,
    Instant at,
    Map<String, String> fingerprints) {

  public Heartbeat {
    roles = List.copyOf(roles);
    lists = List.copyOf(lists);
    running = List.copyOf(running);
    paused = Map.copyOf(paused);
    fingerprints = Map.copyOf(fingerprints);
  }

  /** Returns true if it is younger than {@link WorkerIncarnation#LEASE}. */
  public boolean isAlive(Instant serverTime) {
    return at.plus(WorkerIncarnation.LEASE).isAfter(serverTime);
  }

  /** The value for the hash. */
  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("host", host);
    fields.put("roles", roles);
    fields.put("lists", lists);
    fields.put("version", version);
    fields.put("pid", pid);
    fields.put("machine", machine);
    fields.put("started", started.toString());
    fields.put("load", load);
    fields.put("cores", cores);
    fields.put("concurrency", concurrency);
    fields.put("running", running.stream().map(Heartbeat::fields).toList());
    fields.put("done", done);
    fields.put("failed", failed);
    if (!paused.isEmpty()) {
      fields.put("paused", paused);
    }
    fileTime.ifPresent(time -> fields.put("file_time", time.toEpochMilli()));
    fields.put("at", at.toEpochMilli());
    fields.put("file", new TreeMap<>(fingerprints));
    return Json.line(fields);
  }

  /** From a value of the hash; empty when it is none. */
  public static Optional<Heartbeat> parse(String json) {
    return JsonReader.readObject(json)
        .filter(fields -> fields.get("name") instanceof String)
        .map(Heartbeat::of);
  }

  private static Heartbeat of(Map<String, Object> fields) {
    String name = String.valueOf(fields.get("name"));
    return new Heartbeat(
        name,
        JsonReader.text(fields.get("host")).orElse(name),
        JsonReader.texts(fields.get("roles")),
        JsonReader.texts(fields.get("lists")),
        JsonReader.text(fields.get("version")).orElse(""),
        JsonReader.number(fields.get("pid"), 0),
        JsonReader.text(fields.get("machine")).orElse(""),
        time(fields.get("started")),
        fields.get("load") instanceof Number load ? load.doubleValue() : -1,
        (int) JsonReader.number(fields.get("cores"), 0),
        (int) JsonReader.number(fields.get("concurrency"), 0),
        JsonReader.objects(fields.get("running")).map(Heartbeat::runningJob).toList(),
        JsonReader.number(fields.get("done"), 0),
        JsonReader.number(fields.get("failed"), 0),
        JsonReader.textsByName(fields.get("paused")),
        Optional.of(JsonReader.number(fields.get("file_time"), 0))
            .filter(time -> time > 0)
            .map(Instant::ofEpochMilli),
        JsonReader.time(fields.get("at")),
        JsonReader.textsByName(fields.get("file")));
  }

  private static Map<String, Object> fields(RunningJob job) {
    return Map.of("id", job.id(), "task", job.task(), "started", job.started().toString());
  }

  private static RunningJob runningJob(Map<String, Object> fields) {
    return new RunningJob(
        JsonReader.text(fields.get("id")).orElse(""),
        JsonReader.text(fields.get("task")).orElse(""),
        time(fields.get("started")));
  }

  private static Instant time(Object value) {
    return JsonReader.isoTime(value).orElse(Instant.EPOCH);
  }
}
