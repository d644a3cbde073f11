// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.CeleryForm;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.queue.run.RunAuthors;
import io.celeryroot.redis.NewKeys;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/** The one way to start a run. Thread-safe. */
public final class Submission {

  /** Older records are found by id only, until they end. */
  static final int MAX_RUNS = 10_000;

  private static final String NOT_CLOSED = "";

  private final Redis redis;
  private final Duration kept;
  private final Enqueuer enqueuer;
  private final RunAuthors authors;
  private final Consumer<String> onForeign;

  public Submission(Redis redis, ClConfig config) {
    this(redis, config, JobListener.NONE);
  }

  /**
   * @param ends is told of jobs that are skipped
   */
  public Submission(Redis redis, ClConfig config, JobListener ends) {
    this(redis, config, () -> Fingerprints.of(config), ends, what -> {});
  }

  /**
   * @param config says how long records stay, and which roles Celery's workers serve
   * @param fingerprints of its sections
   * @param ends is told of jobs that are skipped
   * @param onForeign is told of what nobody of ours writes: {@code run}, {@code slot}
   */
  public Submission(
      Redis redis,
      ClConfig config,
      Supplier<Map<String, String>> fingerprints,
      JobListener ends,
      Consumer<String> onForeign) {
    this.redis = redis;
    this.kept = config.resultsKept();
    this.onForeign = onForeign;
    this.authors = new RunAuthors(redis, fingerprints);
    this.enqueuer =
        new Enqueuer(
            redis,
            new Retention(kept, TaskRules.NONE),
            job -> CeleryForm.of(job, config),
            ends,
            onForeign);
  }

  /**
   * Writes the run record, then enqueues each job once. The same call again, after a crash or a
   * timeout, leads to the same jobs: those of the first record.
   *
   * @throws QueueUnavailable some jobs may be enqueued; the same call again is safe
   */
  public SubmittedRun submit(RunRequest request) {
    return submit(request, redis.serverTime());
  }

  /**
   * Submits for a caller that knows the time.
   *
   * @param now Redis server time
   */
  public SubmittedRun submit(RunRequest request, Instant now) {
    return submit(List.of(request), now, run -> target -> Optional.empty(), run -> false).get(0);
  }

  /**
   * Submits several runs in about as many round trips as one.
   *
   * @param now Redis server time
   * @param closed by run, the reason why a target's job is recorded as skipped; empty: it is
   *     enqueued
   * @param isFirst tells if it was decided just now, and here, that a run takes place: then nobody
   *     of ours can have left out one of its jobs before
   * @return in the order of the requests; jobs of a run of a live Beat with another file are left
   *     to it
   * @throws QueueUnavailable some jobs of some runs may be enqueued; the same call again is safe
   */
  public List<SubmittedRun> submit(
      List<RunRequest> requests,
      Instant now,
      Function<RunRequest, Function<Target, Optional<String>>> closed,
      Predicate<RunRequest> isFirst) {
    List<RunRecord> own = requests.stream().map(request -> toRecord(request, now)).toList();
    List<RunRecord> all = record(own, Duration.ZERO);
    List<RunRecord> runs =
        IntStream.range(0, requests.size())
            .mapToObj(i -> genuine(requests.get(i), own.get(i), all.get(i), isFirst))
            .toList();
    List<List<String>> ids = new ArrayList<>();
    Map<String, List<Job>> byReason = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      RunRequest request = requests.get(i);
      RunRecord run = runs.get(i);
      if (isLeft(own.get(i), run)) {
        ids.add(List.of());
        continue;
      }
      Function<Target, Optional<String>> reasons = closed.apply(request);
      List<Target> targets = run.jobs().stream().map(RunJob::target).toList();
      List<Job> jobs = request.toJobs(targets, targets, run.submitted());
      ids.add(jobs.stream().map(Job::id).toList());
      jobs.forEach(
          job ->
              byReason
                  .computeIfAbsent(
                      reasons.apply(job.target()).orElse(NOT_CLOSED), reason -> new ArrayList<>())
                  .add(job));
    }
    Map<String, Enqueued> done = enqueueOrSkip(byReason, now);
    List<SubmittedRun> submitted = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Map<String, Enqueued> jobs = new LinkedHashMap<>();
      ids.get(i).forEach(id -> jobs.put(id, done.get(id)));
      submitted.add(new SubmittedRun(runs.get(i), jobs));
    }
    return submitted;
  }

  /**
   * Returns true if a run was made with another file: by a Beat that is known to have it, or by the
   * submitter itself, before its file was changed.
   */
  public boolean isOfOtherFile(RunRecord run, String submitter) {
    return run.file().filter(file -> !file.equals(authors.file())).isPresent()
        && (run.by().equals(submitter) || authors.isKnown(run));
  }

  private RunRecord toRecord(RunRequest request, Instant now) {
    RunRecord run = request.toRecord(now);
    return request.due().isPresent() ? run.madeWith(authors.file()) : run;
  }

  /**
   * Returns true if the jobs of a run are left to another Beat, which made it with another file: so
   * a run is one decision, and not a part of each file.
   */
  private boolean isLeft(RunRecord own, RunRecord stored) {
    return stored.isOfOtherFile(own) && !stored.by().equals(own.by()) && authors.isAlive(stored);
  }

  /**
   * The record of a due run that was first. Whoever knows the name of a run to come may have
   * written a record that is none of it, or has not all of its jobs: it is replaced.
   */
  private RunRecord genuine(
      RunRequest request, RunRecord own, RunRecord stored, Predicate<RunRequest> isFirst) {
    if (request.due().isEmpty()) {
      return stored;
    }
    boolean isWhole = !isFirst.test(request) || stored.hasAllOf(own);
    if ((own.isOf(stored) && (isWhole || isOfOtherFile(own, stored))) || own.jobs().isEmpty()) {
      return stored;
    }
    LoggerFactory.getLogger("io.celeryroot.beat")
        .warn("run {}: its record was not one of it; somebody else wrote to Redis", own.id());
    onForeign.accept("run");
    replace(own, RunRecords.text(redis.seals(), own), kept);
    return own;
  }

  private boolean isOfOtherFile(RunRecord own, RunRecord stored) {
    return stored.isOfOtherFile(own) && authors.isKnown(stored);
  }

  private Map<String, Enqueued> enqueueOrSkip(Map<String, List<Job>> byReason, Instant now) {
    Map<String, Enqueued> done =
        new HashMap<>(enqueuer.enqueue(byReason.getOrDefault(NOT_CLOSED, List.of()), now));
    byReason.forEach(
        (reason, jobs) -> {
          if (!reason.equals(NOT_CLOSED)) {
            done.putAll(enqueuer.skip(jobs, reason));
          }
        });
    return done;
  }

  /**
   * Writes the record of a run, once, and lists the run.
   *
   * @param longest time until its last job has ended
   * @return the record as stored by whoever came first
   */
  public RunRecord record(RunRecord run, Duration longest) {
    return record(List.of(run), longest).get(0);
  }

  private List<RunRecord> record(List<RunRecord> runs, Duration longest) {
    List<RunRecord> stored = store(runs, longest);
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(runs.get(0).submitted().toEpochMilli(), kept.toMillis(), MAX_RUNS));
    runs.forEach(run -> args.add(run.id()));
    redis.run("listing run " + names(runs), Script.LIST_RUN, List.of(Keys.RUNS), args.toArray());
    return stored;
  }

  /** The records as stored by whoever came first. */
  private List<RunRecord> store(List<RunRecord> runs, Duration longest) {
    SetParams once = SetParams.setParams().nx().px(kept.plus(longest).toMillis());
    Map<String, String> texts = new LinkedHashMap<>();
    runs.forEach(run -> texts.put(Keys.run(run.id()), RunRecords.text(redis.seals(), run)));
    Map<String, String> older =
        redis.call("writing the record of run " + names(runs), j -> NewKeys.set(j, texts, once));
    List<RunRecord> stored = new ArrayList<>();
    for (RunRecord run : runs) {
      Optional<String> text = Optional.ofNullable(older.get(Keys.run(run.id())));
      Optional<RunRecord> first =
          text.flatMap(found -> RunRecords.read(redis.seals(), run.id(), found));
      if (text.isPresent() && first.isEmpty()) {
        replace(run, texts.get(Keys.run(run.id())), kept.plus(longest));
      }
      stored.add(first.orElse(run));
    }
    return stored;
  }

  /** Writes over a record that is none, or is not believed. */
  private void replace(RunRecord run, String text, Duration lifetime) {
    redis.call(
        "replacing the record of run " + run.id(),
        j -> j.set(Keys.run(run.id()), text, SetParams.setParams().px(lifetime.toMillis())));
  }

  private static String names(List<RunRecord> runs) {
    return Text.listing(runs.stream().map(RunRecord::id).toList(), 1);
  }

  /**
   * Enqueues some jobs of a run that is a part of another and not listed itself, each once. Writes
   * its record first. May be repeated.
   *
   * @param request with the targets of all jobs of the run
   * @param part the targets of jobs that are to be enqueued
   * @param submitted time from which on they wait
   * @param longest time until the last job of the run has ended
   */
  public SubmittedRun submitPart(
      RunRequest request, List<Target> part, Instant submitted, Duration longest) {
    RunRecord run = store(List.of(request.toRecord(submitted)), longest).get(0);
    return new SubmittedRun(
        run, enqueuer.enqueue(jobs(request, part, submitted), redis.serverTimeNow()));
  }

  /**
   * Ends jobs of a run as skipped that were never enqueued. May be repeated.
   *
   * @param reason in a few words
   */
  public void skip(RunRequest request, List<Target> part, Instant submitted, String reason) {
    enqueuer.skip(jobs(request, part, submitted), reason);
  }

  private static List<Job> jobs(RunRequest request, List<Target> part, Instant submitted) {
    return request.toJobs(request.targets(), part, submitted);
  }
}
