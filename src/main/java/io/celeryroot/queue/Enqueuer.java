// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.trace.HeldJobs;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.EnumWords;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Puts jobs into their queues, each once, in batches of one queue. Thread-safe. */
final class Enqueuer {

  private static final int MAX_HELD = 100;

  /** Jobs that are sent before answers are read: what is written has no timeout, reading has. */
  private static final int MOST_TOGETHER = 4000;

  private final Redis redis;
  private final Retention retention;
  private final UnaryOperator<Job> form;
  private final JobRecords records;
  private final SlotHolders slots;
  private final Consumer<String> onForeign;

  /**
   * @param form makes of a job what its message says
   * @param ends is told of jobs that are skipped or found expired
   * @param onForeign is told of a slot whose holder nobody submitted
   */
  Enqueuer(
      Redis redis,
      Retention retention,
      UnaryOperator<Job> form,
      JobListener ends,
      Consumer<String> onForeign) {
    this.redis = redis;
    this.retention = retention;
    this.form = form;
    this.records = new JobRecords(redis, retention, ends);
    this.slots = new SlotHolders(redis, retention, records, onForeign);
    this.onForeign = onForeign;
  }

  /**
   * Puts jobs into their queues, except those whose ids were enqueued before. May be repeated.
   *
   * @param now Redis server time
   * @return by job id, in the order of the jobs
   * @throws io.celeryroot.redis.QueueUnavailable some may be enqueued; the same call again is safe.
   *     When it is because of a key of another type, all other jobs are enqueued
   */
  Map<String, Enqueued> enqueue(Collection<Job> jobs, Instant now) {
    Seals seals = redis.seals();
    return enqueueBounded(
        seals.signs() ? jobs.stream().map(job -> JobSeal.bounded(job, seals)).toList() : jobs, now);
  }

  private Map<String, Enqueued> enqueueBounded(Collection<Job> jobs, Instant now) {
    List<Batch> batches =
        batches(jobs).stream().map(batch -> new Batch(batch, now, false)).toList();
    batches.forEach(Batch::removeForged);
    inWaves(batches, batch -> batch.left.size(), Batch::slots).forEach(this::enqueue);
    // Alone, a job whose key holds a value of another type fails with the name of that key.
    List<Batch> refused =
        batches.stream()
            .flatMap(batch -> batch.refused.stream())
            .map(job -> new Batch(List.of(job), now, true))
            .toList();
    refused.forEach(batch -> enqueue(List.of(batch)));
    Map<String, Enqueued> done = new HashMap<>();
    batches.forEach(batch -> done.putAll(batch.done));
    refused.forEach(batch -> done.putAll(batch.done));
    Map<String, Enqueued> ordered = new LinkedHashMap<>();
    jobs.forEach(job -> ordered.put(job.id(), done.get(job.id())));
    return ordered;
  }

  /**
   * Divides batches into those that travel together. Jobs of one slot keep their order: they are in
   * one batch, or one wave comes after the other.
   *
   * @param jobs number of jobs of a batch
   * @param slots keys of the slots of its jobs
   */
  static <B> List<List<B>> inWaves(
      List<B> batches, ToIntFunction<B> jobs, Function<B, List<String>> slots) {
    List<List<B>> waves = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    int together = 0;
    for (B batch : batches) {
      List<String> own = slots.apply(batch);
      together += jobs.applyAsInt(batch);
      if (waves.isEmpty() || together > MOST_TOGETHER || !Collections.disjoint(taken, own)) {
        waves.add(new ArrayList<>());
        taken.clear();
        together = jobs.applyAsInt(batch);
      }
      taken.addAll(own);
      waves.get(waves.size() - 1).add(batch);
    }
    return waves;
  }

  /** Goes around again with the jobs of slots whose holders were not looked up yet. */
  private void enqueue(List<Batch> batches) {
    List<Batch> open = batches;
    while (!open.isEmpty()) {
      push(open);
      open = open.stream().filter(Batch::isOpen).toList();
    }
    batches.forEach(Batch::recordSkipped);
  }

  /** Redis works on one batch while the next is written. */
  private void push(List<Batch> batches) {
    List<Script.Call> calls =
        new AbstractList<>() {
          @Override
          public Script.Call get(int index) {
            return batches.get(index).call();
          }

          @Override
          public int size() {
            return batches.size();
          }
        };
    List<Object> answers =
        redis.call(doing(batches), jedis -> Script.ENQUEUE.runEach(jedis, calls));
    for (int i = 0; i < batches.size(); i++) {
      batches.get(i).judge((List<?>) answers.get(i));
    }
  }

  private static String doing(List<Batch> batches) {
    int jobs = batches.stream().mapToInt(batch -> batch.left.size()).sum();
    boolean isAgain = batches.stream().noneMatch(batch -> batch.holders.areUnknown());
    return (jobs == 1
            ? "enqueueing job " + batches.get(0).left.get(0).id()
            : "enqueueing " + jobs + " jobs")
        + (isAgain ? " behind others" : "");
  }

  /**
   * Records jobs as skipped, without putting them into their queues. Those that are there already
   * go on. May be repeated.
   *
   * @return by job id
   */
  Map<String, Enqueued> skip(List<Job> jobs, String reason) {
    Map<String, Enqueued> done = new HashMap<>();
    for (List<Job> batch : Redis.batches(jobs)) {
      Map<Job, String> markers =
          redis.getAll(
              "looking for " + batch.size() + " jobs in line",
              batch,
              job -> Keys.marker(job.target().queue(), job.id()));
      List<Job> skipped = new ArrayList<>();
      for (Job job : batch) {
        boolean isInLine = !markers.getOrDefault(job, "SKIPPED").equals("SKIPPED");
        done.put(job.id(), isInLine ? Enqueued.DUPLICATE : Enqueued.SKIPPED);
        if (!isInLine) {
          skipped.add(job);
        }
      }
      if (!skipped.isEmpty()) {
        records.skip(skipped, job -> reason);
      }
    }
    return done;
  }

  private static List<List<Job>> batches(Collection<Job> jobs) {
    return jobs.stream()
        .collect(
            Collectors.groupingBy(
                job -> job.target().queue(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(ofQueue -> Redis.batches(ofQueue).stream())
        .toList();
  }

  /** A batch on its way. */
  private final class Batch {

    private final Instant now;
    private final boolean isStrict;
    private final Map<String, Enqueued> done = new HashMap<>();
    private final List<Job> refused = new ArrayList<>();
    private final List<Job> skipped = new ArrayList<>();
    private final SlotHolders.Look holders;
    private List<Job> left;

    /**
     * @param jobs of one queue, not empty
     * @param isStrict a job fails whose key holds a value of another type; else it is refused
     */
    Batch(List<Job> jobs, Instant now, boolean isStrict) {
      this.left = jobs;
      this.now = now;
      this.isStrict = isStrict;
      this.holders = slots.at(now);
    }

    /** Returns true if jobs are left, whose slots have holders that were looked up now. */
    boolean isOpen() {
      return !left.isEmpty();
    }

    List<String> slots() {
      return left.stream().filter(Job::hasSlot).map(Keys::slot).toList();
    }

    void removeForged() {
      int forged = HeldJobs.removeForged(redis, left);
      if (forged > 0) {
        LoggerFactory.getLogger("io.celeryroot.beat")
            .warn("{} messages that waited for slots were not signed, and were removed", forged);
        onForeign.accept("slot");
      }
    }

    /** Takes what became of the jobs that were left. */
    void judge(List<?> answers) {
      List<Job> busy = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        Job job = left.get(i);
        List<String> answer = ((List<?>) answers.get(i)).stream().map(Script::text).toList();
        switch (answer.get(0)) {
          case "BUSY" -> {
            busy.add(job);
            holders.meet(job, answer.get(1));
          }
          case "ERROR" -> refused.add(job);
          default -> {
            done.put(job.id(), Enqueued.valueOf(answer.get(0)));
            if (answer.contains("SKIPPED")) {
              skipped.add(job);
            }
          }
        }
      }
      holders.lookUp(busy);
      left = busy;
    }

    void recordSkipped() {
      if (!skipped.isEmpty()) {
        records.skip(skipped, holders::reason);
      }
    }

    Script.Call call() {
      List<String> keys = new ArrayList<>(List.of(Keys.hosts(left.get(0).target().queue())));
      List<Object> args =
          new ArrayList<>(List.of(MAX_HELD, retention.ended().toMillis(), isStrict ? 1 : 0));
      List<String> messages = JobSeal.writeAll(left.stream().map(form).toList(), redis.seals());
      for (int i = 0; i < left.size(); i++) {
        addKeys(keys, left.get(i));
        addArguments(args, left.get(i), messages.get(i));
      }
      return new Script.Call(keys, args);
    }

    private void addArguments(List<Object> args, Job job, String message) {
      Overlap policy = holders.isLate(job) ? Overlap.SKIP : job.overlap();
      Overlap overlap = job.hasSlot() ? policy : Overlap.ALLOW;
      String holder = holders.of(job);
      boolean hasEnded = holders.isFree(job);
      args.add(job.id());
      args.add(message);
      args.add(retention.open(job).toMillis());
      args.add(EnumWords.of(overlap));
      args.add(JobRecords.millis(job.eta().filter(time -> time.isAfter(now))));
      args.add(hasEnded ? holder : "");
      args.add(holder.isEmpty() || hasEnded ? 0 : 1);
      args.add(JobRecords.millis(job.expires()));
      args.add(job.target().host().orElse(""));
    }
  }

  private static void addKeys(List<String> keys, Job job) {
    Target target = job.target();
    keys.add(Keys.marker(target.queue(), job.id()));
    keys.add(target.list());
    keys.add(Keys.delayed(target));
    keys.add(Keys.slot(job));
    keys.add(Keys.held(job));
  }
}
