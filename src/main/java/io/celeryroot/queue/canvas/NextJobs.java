// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.canvas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.ClientOptions;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.job.message.Canvas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The jobs that a Celery client wants to be sent when one of its jobs has ended. The same end leads
 * to the same jobs with the same ids, so that whoever finds a job ended may send them again. Pure.
 */
public final class NextJobs {

  private static final double MAX_SECONDS = 1e9;

  private final Job job;
  private final Instant now;

  private NextJobs(Job job, Instant now) {
    this.job = job;
    this.now = now;
  }

  /**
   * Makes the jobs that follow.
   *
   * @param job has ended
   * @param result of it, as stored
   * @param now by the clock of Redis
   * @return empty: none follows, for example because it was cancelled, skipped or expired
   */
  public static List<Job> of(Job job, JobResult result, Instant now) {
    return new NextJobs(job, now).after(result);
  }

  /**
   * Makes the jobs of a chain that will never be sent, because one before them did not end well.
   *
   * @param job has ended
   * @param result of it, as stored
   * @return empty: none, or they are sent
   */
  public static List<Job> never(Job job, JobResult result, Instant now) {
    boolean isBroken = result.hasEnded() && !isOk(result);
    NextJobs next = new NextJobs(job, now);
    return isBroken
        ? job.options().canvas().chain().stream()
            .map(signature -> next.job(signature, "", "chain", List.of()))
            .toList()
        : List.of();
  }

  private static boolean isOk(JobResult result) {
    return result.outcome().filter(outcome -> outcome.outcome() == Outcome.OK).isPresent();
  }

  private List<Job> after(JobResult result) {
    Canvas canvas = job.options().canvas();
    List<Job> next = new ArrayList<>();
    if (isOk(result)) {
      String value = result.outcome().orElseThrow().stdout().replaceFirst("\\R\\z", "");
      for (Map<String, Object> callback : canvas.callbacks()) {
        next.add(job(callback, value, "link" + next.size(), List.of()));
      }
      List<Map<String, Object>> chain = canvas.chain();
      if (!chain.isEmpty()) {
        int last = chain.size() - 1;
        next.add(job(chain.get(last), value, "chain", chain.subList(0, last)));
      }
    } else if (result.state() == JobState.FAILURE) {
      for (Map<String, Object> errback : canvas.errbacks()) {
        next.add(job(errback, job.id(), "link_error" + next.size(), List.of()));
      }
    }
    return next;
  }

  private Job job(
      Map<String, Object> signature, String value, String place, List<Map<String, Object>> chain) {
    Map<String, Object> options = JsonReader.members(signature.get("options"));
    List<Object> args = new ArrayList<>();
    if (!Boolean.TRUE.equals(signature.get("immutable"))) {
      args.add(value);
    }
    args.addAll(JsonReader.list(signature.get("args")));
    return new Job(
        // A client has no say in what becomes of the jobs of runs.
        JsonReader.text(options.get("task_id"))
            .filter(id -> RunIds.runOf(id).isEmpty())
            .orElseGet(() -> derived(place)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        String.valueOf(signature.get("task")),
        args,
        JsonReader.members(signature.get("kwargs")),
        JsonReader.text(options.get("queue")).map(this::target).orElse(job.target()),
        time(options.get("eta")).or(() -> time(options.get("countdown"))),
        time(options.get("expires")),
        Overlap.ALLOW,
        Optional.of(now),
        job.origin(),
        job.trace(),
        List.of(),
        ClientOptions.of(
            options.get("time_limit"),
            options.get("soft_time_limit"),
            Boolean.TRUE.equals(options.get("ignore_result")),
            Canvas.ofOptions(options, chain)),
        Shard.WHOLE);
  }

  private String derived(String place) {
    return UUID.nameUUIDFromBytes((job.id() + "\n" + place).getBytes(UTF_8)).toString();
  }

  /** The list of the role itself, or that of another role, or of one of its hosts. */
  private Target target(String list) {
    int end = list.indexOf("}.");
    return list.startsWith("{") && end > 0
        ? new Target("", list.substring(1, end), Optional.of(list.substring(end + 2)))
        : new Target(
            list.equals(job.target().queue()) ? job.target().role() : "", list, Optional.empty());
  }

  /** A time, or seconds from now. */
  private Optional<Instant> time(Object value) {
    if (value instanceof Number seconds) {
      double bounded = Math.max(0, Math.min(seconds.doubleValue(), MAX_SECONDS));
      return Optional.of(now.plus(Duration.ofMillis(Math.round(bounded * 1000))));
    }
    return JsonReader.isoTime(value);
  }
}
