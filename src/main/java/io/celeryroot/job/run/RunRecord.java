// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stored facts of a run.
 *
 * @param id of the run
 * @param schedule empty: {@code cl task}
 * @param due when the schedule was due; empty: run by hand
 * @param task name
 * @param params with secrets as {@code ***}
 * @param jobs in target order; none for a workflow, whose steps have them
 * @param steps tasks of a workflow, in order; empty: it is one task
 * @param submitted Redis server time
 * @param by who submitted it
 * @param conditions of {@code --if}, as texts
 * @param file fingerprint of the cl.yaml of the Beat that made it; empty: unknown
 */
public record RunRecord(
    String id,
    Optional<String> schedule,
    Optional<Instant> due,
    String task,
    Map<String, String> params,
    List<RunJob> jobs,
    List<String> steps,
    Instant submitted,
    String by,
    List<String> conditions,
    Optional<String> file) {

  public RunRecord {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    jobs = List.copyOf(jobs);
    steps = List.copyOf(steps);
    conditions = List.copyOf(conditions);
  }

  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("schedule", schedule);
    fields.put("due", due.map(Instant::toString));
    fields.put("task", task);
    fields.put("params", params);
    fields.put("jobs", jobs.stream().map(RunRecord::fields).toList());
    if (isWorkflow()) {
      fields.put("steps", steps);
    }
    fields.put("submitted", submitted.toString());
    fields.put("by", by);
    if (!conditions.isEmpty()) {
      fields.put("if", conditions);
    }
    file.ifPresent(fingerprint -> fields.put("file", fingerprint));
    return Json.line(fields);
  }

  /**
   * Returns true if a stored record is one of this run, perhaps with other targets or another task:
   * who was first may have had another cl.yaml.
   */
  public boolean isOf(RunRecord stored) {
    return id.equals(stored.id)
        && schedule.equals(stored.schedule)
        && due.equals(stored.due)
        && (stored.isWorkflow()
            || stored.jobs.stream().anyMatch(job -> job.id().equals(RunIds.job(id, job.target()))));
  }

  /** A copy that tells which cl.yaml it was made with. */
  public RunRecord madeWith(String fingerprint) {
    return new RunRecord(
        id,
        schedule,
        due,
        task,
        params,
        jobs,
        steps,
        submitted,
        by,
        conditions,
        Optional.of(fingerprint));
  }

  /** Returns true if both tell which cl.yaml they were made with, and it is not the same. */
  public boolean isOfOtherFile(RunRecord other) {
    return file.isPresent() && other.file.isPresent() && !file.equals(other.file);
  }

  /** Returns true if it has all jobs that another has. */
  public boolean hasAllOf(RunRecord other) {
    return jobs.equals(other.jobs) || new HashSet<>(jobs).containsAll(other.jobs);
  }

  /** Returns true if it has steps, which have the jobs. */
  public boolean isWorkflow() {
    return !steps.isEmpty();
  }

  /** Returns true if it runs a task, perhaps in one of its steps, or is a run of a workflow. */
  public boolean runs(String name) {
    return task.equals(name)
        || steps.contains(name)
        || (isWorkflow() && RunIds.nameOf(id).equals(name));
  }

  public static Optional<RunRecord> parse(String text) {
    return JsonReader.readObject(text).map(RunRecord::of);
  }

  private static RunRecord of(Map<String, Object> fields) {

    return new RunRecord(
        JsonReader.text(fields.get("id")).orElse(""),
        JsonReader.text(fields.get("schedule")),
        JsonReader.isoTime(fields.get("due")),
        JsonReader.text(fields.get("task")).orElse(""),
        JsonReader.textsByName(fields.get("params")),
        JsonReader.objects(fields.get("jobs")).map(RunRecord::job).toList(),
        JsonReader.texts(fields.get("steps")),
        JsonReader.isoTime(fields.get("submitted")).orElse(Instant.EPOCH),
        JsonReader.text(fields.get("by")).orElse(""),
        JsonReader.list(fields.get("if")).stream()
            .flatMap(text -> JsonReader.text(text).stream())
            .toList(),
        JsonReader.text(fields.get("file")));
  }

  private static Map<String, Object> fields(RunJob job) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", job.id());
    fields.put("role", job.target().role());
    fields.put("queue", job.target().queue());
    fields.put("host", job.target().host());
    return fields;
  }

  private static RunJob job(Map<String, Object> fields) {
    return new RunJob(
        JsonReader.text(fields.get("id")).orElse(""),
        new Target(
            JsonReader.text(fields.get("role")).orElse(""),
            JsonReader.text(fields.get("queue")).orElse(""),
            JsonReader.text(fields.get("host")).filter(Target::isHostName)));
  }
}
