// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.schedule.Holders;
import io.celeryroot.queue.trace.HeldJobs;
import io.celeryroot.queue.trace.MovedNote;
import io.celeryroot.queue.trace.Traces;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Quote;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Puts jobs into their queues, each once, in batches of one queue. Thread-safe. */
final class Enqueuer {

  private static final int MAX_HELD = 100;
  private static final Pattern EXPIRES = Pattern.compile("[A-Z]+ (\\d{1,18})");

  private final Redis redis;
  private final Retention retention;
  private final UnaryOperator<Job> form;
  private final JobRecords records;
  private final MessageMover moves;
  private final Cancellations cancellations;
  private final Holders holders;
  private final Traces traces;
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
    this.moves = new MessageMover(redis, retention);
    this.cancellations = new Cancellations(redis, retention.ended());
    this.holders = new Holders(redis);
    this.traces = new Traces(redis, failure -> {});
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
    enqueue(batches);
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
    boolean isAgain = batches.stream().noneMatch(batch -> batch.holders.isEmpty());
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
      List<String> markers =
          redis.getAll(
              "looking for " + batch.size() + " jobs in line",
              batch.stream().map(job -> Keys.marker(job.target().queue(), job.id())).toList());
      List<Job> skipped = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        boolean isInLine = markers.get(i) != null && !markers.get(i).equals("SKIPPED");
        done.put(batch.get(i).id(), isInLine ? Enqueued.DUPLICATE : Enqueued.SKIPPED);
        if (!isInLine) {
          skipped.add(batch.get(i));
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

  /** A batch on its way, with what is known of the holders of its slots. */
  private final class Batch {

    private final Instant now;
    private final boolean isStrict;
    private final Map<String, Enqueued> done = new HashMap<>();
    private final List<Job> refused = new ArrayList<>();
    private final List<Job> skipped = new ArrayList<>();
    private final Map<String, String> holders = new HashMap<>();
    private final Map<String, JobState> states = new HashMap<>();
    private final Map<String, Boolean> ended = new HashMap<>();

    /** Jobs whose slot has a holder that cannot have it. */
    private final Set<String> strangers = new HashSet<>();

    /** Jobs that would replace one that was due later: they are skipped. */
    private final Set<String> late = new HashSet<>();

    private List<Job> left;

    /**
     * @param jobs of one queue, not empty
     * @param isStrict a job fails whose key holds a value of another type; else it is refused
     */
    Batch(List<Job> jobs, Instant now, boolean isStrict) {
      this.left = jobs;
      this.now = now;
      this.isStrict = isStrict;
    }

    /** Returns true if jobs are left, whose slots have holders that were looked up now. */
    boolean isOpen() {
      return !left.isEmpty();
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
            holders.put(job.id(), answer.get(1));
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
      lookUpHolders(busy);
      left = busy;
    }

    void recordSkipped() {
      if (!skipped.isEmpty()) {
        records.skip(skipped, this::reason);
      }
    }

    /** The reason of a job that is skipped; of one that was skipped before, without its holder. */
    private String reason(Job job) {
      String holder = holders.get(job.id());
      JobState state = states.get(holder);
      return state == null ? "overlap" : Enqueuer.this.holders.reason(job, holder, state);
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
      Overlap policy = late.contains(job.id()) ? Overlap.SKIP : job.overlap();
      Overlap overlap = job.hasSlot() ? policy : Overlap.ALLOW;
      String holder = holders.getOrDefault(job.id(), "");
      boolean hasEnded = isFree(job);
      args.add(job.id());
      args.add(message);
      args.add(retention.open(job).toMillis());
      args.add(overlap.name().toLowerCase(Locale.ROOT));
      args.add(JobRecords.millis(job.eta().filter(time -> time.isAfter(now))));
      args.add(hasEnded ? holder : "");
      args.add(holder.isEmpty() || hasEnded ? 0 : 1);
      args.add(JobRecords.millis(job.expires()));
      args.add(job.target().host().orElse(""));
    }

    private void lookUpHolders(List<Job> busy) {
      ended.clear();
      strangers.clear();
      if (busy.isEmpty()) {
        return;
      }
      Map<String, Job> next = new LinkedHashMap<>();
      for (Job job : busy) {
        String holder = holders.get(job.id());
        if (isStranger(job, holder)) {
          strangers.add(job.id());
        } else {
          next.put(holder, job);
        }
      }
      if (!next.isEmpty()) {
        lookUp(next);
      }
      busy.stream()
          .filter(job -> job.overlap() == Overlap.REPLACE && !isFree(job))
          .filter(job -> !cancellations.makeWay(job, holders.get(job.id())))
          .forEach(job -> late.add(job.id()));
    }

    private boolean isFree(Job job) {
      return strangers.contains(job.id()) || ended.getOrDefault(holders.get(job.id()), false);
    }

    private void lookUp(Map<String, Job> next) {
      Map<String, JobRecord> stored = records.readAll(next.keySet());
      stored.forEach((holder, record) -> states.put(holder, record.meta().state()));
      List<String> markers =
          redis.getAll(
              "reading when jobs expire",
              next.entrySet().stream()
                  .map(job -> Keys.marker(job.getValue().target().queue(), job.getKey()))
                  .toList());
      Map<String, String> marked = new HashMap<>();
      Iterator<String> marker = markers.iterator();
      next.keySet().forEach(holder -> marked.put(holder, marker.next()));
      Set<String> gone = gone(next, stored, marked);
      next.forEach(
          (holder, job) ->
              ended.put(
                  holder,
                  hasEnded(job.other(holder), stored.get(holder), marked.get(holder))
                      || (gone.contains(holder) && isFreed(job, holder))));
    }

    /** A job of another schedule or target never had the slot; it goes on. */
    private boolean isStranger(Job job, String holder) {
      if (!redis.seals().isRequired() || mayHold(job, holder) || wasMovedHere(job, holder)) {
        return false;
      }
      tellSlot(job, holder, "to which it does not belong");
      return true;
    }

    /**
     * Holders that nobody submitted: without a marker or without the record of their run, and
     * without a message. One whose message was deleted later is found by Beat. Where signatures are
     * required, a message alone counts.
     */
    private Set<String> gone(
        Map<String, Job> next, Map<String, JobRecord> stored, Map<String, String> marked) {
      List<String> silent =
          next.keySet().stream()
              .filter(holder -> records.proven(stored.get(holder)).meta().equals(JobMeta.NONE))
              .toList();
      if (silent.isEmpty()) {
        return Set.of();
      }
      List<String> runs =
          redis.getAll(
              "looking for the runs of " + silent.size() + " jobs",
              silent.stream().map(id -> Keys.run(RunIds.runOf(id).orElse(id))).toList());
      List<Traces.Sought> strange = new ArrayList<>();
      for (int i = 0; i < silent.size(); i++) {
        String holder = silent.get(i);
        if (redis.seals().isRequired() || runs.get(i) == null || marked.get(holder) == null) {
          Job job = next.get(holder);
          strange.add(new Traces.Sought(holder, job.target(), job.schedule()));
        }
      }
      Set<String> first = strange.isEmpty() ? Set.of() : traces.gone(strange);
      // A job on the move is found by one of two looks.
      return first.isEmpty()
          ? first
          : traces.gone(strange.stream().filter(job -> first.contains(job.id())).toList());
    }

    /** A holder that somebody has begun meanwhile keeps its slot. */
    private boolean isFreed(Job job, String holder) {
      JobOutcome lost = JobOutcome.of(Outcome.LOST, "nothing of it was in Redis", now);
      if (!records.endWaiting(job.other(holder), lost)) {
        return false;
      }
      tellSlot(job, holder, "of which nothing else is in Redis");
      return true;
    }

    private void tellSlot(Job job, String holder, String why) {
      LoggerFactory.getLogger("io.celeryroot.beat")
          .warn(
              "schedule {}: its slot on {} was held by job {}, {}; freed: somebody else wrote to"
                  + " Redis",
              job.schedule().orElse(""),
              job.target().label(),
              Quote.oneLine(holder, 200),
              why);
      onForeign.accept("slot");
    }

    /**
     * One that expired in line, on a host that is away, has ended too; where signatures are
     * required, Beat finds that by its message. One whose record vanished may run all the same, in
     * the hands of its worker.
     */
    private boolean hasEnded(Job holder, JobRecord stored, String marker) {
      return stored.meta().state().isTerminal()
          || (!redis.seals().isRequired()
              && expiresBefore(marker, now)
              && !(stored.isForeign() && moves.isClaimed(holder))
              && records.endWaiting(holder, JobOutcome.of(Outcome.EXPIRED, "", now)));
    }
  }

  /** Returns true if a job, or the requeued dead letter of one, can have the slot of another. */
  private static boolean mayHold(Job job, String holder) {
    int again = holder.indexOf('~');
    String id = again < 0 ? holder : holder.substring(0, again);
    return RunIds.runOf(id)
        .filter(run -> id.equals(RunIds.job(run, job.target())))
        .map(run -> RunIds.nameOf(RunIds.workflowOf(run).orElse(run)))
        .equals(job.schedule());
  }

  /** Returns true if an operator moved a job of the same schedule to the target of another. */
  private boolean wasMovedHere(Job job, String holder) {
    String note = redis.call("looking where job " + holder + " is", j -> j.get(Keys.moved(holder)));
    return MovedNote.write(job.target()).equals(note)
        && RunIds.runOf(holder)
            .map(run -> RunIds.nameOf(RunIds.workflowOf(run).orElse(run)))
            .equals(job.schedule());
  }

  private static void addKeys(List<String> keys, Job job) {
    Target target = job.target();
    String schedule = job.schedule().orElse("");
    keys.add(Keys.marker(target.queue(), job.id()));
    keys.add(target.list());
    keys.add(Keys.delayed(target));
    keys.add(Keys.slot(target.queue(), schedule, target.label()));
    keys.add(Keys.held(target.queue(), schedule, target.label()));
  }

  /** A marker that is not one of ours says nothing. */
  private static boolean expiresBefore(String marker, Instant now) {
    Matcher parts = EXPIRES.matcher(String.valueOf(marker));
    return parts.matches() && Long.parseLong(parts.group(1)) <= now.toEpochMilli();
  }
}
