// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.schedule.Holders;
import io.celeryroot.queue.trace.JobTraces;
import io.celeryroot.queue.trace.MovedNote;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.Quote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Finds out of the jobs that hold the slots of others whether they have ended, or were never there.
 * Thread-safe.
 */
final class SlotHolders {

  private static final Pattern EXPIRES = Pattern.compile("[A-Z]+ (\\d{1,18})");

  private final Redis redis;
  private final JobRecords records;
  private final MessageMover moves;
  private final Cancellations cancellations;
  private final Holders reasons;
  private final JobTraces traces;
  private final Consumer<String> onForeign;

  /**
   * @param onForeign is told of a slot whose holder nobody submitted
   */
  SlotHolders(Redis redis, Retention retention, JobRecords records, Consumer<String> onForeign) {
    this.redis = redis;
    this.records = records;
    this.moves = new MessageMover(redis, retention);
    this.cancellations = new Cancellations(redis, retention.ended());
    this.reasons = new Holders(redis);
    this.traces = new JobTraces(redis);
    this.onForeign = onForeign;
  }

  /**
   * Returns a look at the holders that some jobs meet.
   *
   * @param now Redis server time
   */
  Look at(Instant now) {
    return new Look(now);
  }

  /** Knowledge of the holders that some jobs have met. Confined to one thread. */
  final class Look {

    private final Instant now;
    private final Map<String, String> holders = new HashMap<>();
    private final Map<String, JobState> states = new HashMap<>();
    private final Map<String, Boolean> ended = new HashMap<>();

    /** Jobs whose slot has a holder that cannot have it. */
    private final Set<String> strangers = new HashSet<>();

    /** Jobs that would replace one that was due later. */
    private final Set<String> late = new HashSet<>();

    private Look(Instant now) {
      this.now = now;
    }

    /** Notes the job that has the slot of another. */
    void meet(Job job, String holder) {
      holders.put(job.id(), holder);
    }

    /**
     * Looks up the holders that were met last. A job that replaces its holder cancels it.
     *
     * @param busy jobs that met them
     */
    void lookUp(List<Job> busy) {
      ended.clear();
      strangers.clear();
      Map<String, Job> next = new LinkedHashMap<>();
      for (Job job : busy) {
        if (isStranger(job, of(job))) {
          strangers.add(job.id());
        } else {
          next.put(of(job), job);
        }
      }
      if (!next.isEmpty()) {
        lookUpJobs(next);
      }
      busy.stream()
          .filter(job -> job.overlap() == Overlap.REPLACE && !isFree(job))
          .filter(job -> !cancellations.makeWay(job, of(job)))
          .forEach(job -> late.add(job.id()));
    }

    /** Returns true if no holder was met so far. */
    boolean areUnknown() {
      return holders.isEmpty();
    }

    /** The job that had the slot when it was last looked up; empty text: none was met. */
    String of(Job job) {
      return holders.getOrDefault(job.id(), "");
    }

    /** Returns true if the holder has ended, or cannot have the slot. */
    boolean isFree(Job job) {
      return strangers.contains(job.id()) || ended.getOrDefault(of(job), false);
    }

    /** Returns true if a job would replace one that was due later. */
    boolean isLate(Job job) {
      return late.contains(job.id());
    }

    /** The reason of a job that is skipped; of one that was skipped before, without its holder. */
    String reason(Job job) {
      String holder = holders.get(job.id());
      JobState state = states.get(holder);
      return state == null ? "overlap" : SlotHolders.this.reasons.reason(job, holder, state);
    }

    private void lookUpJobs(Map<String, Job> next) {
      Map<String, JobRecord> stored = records.readAll(next.keySet());
      stored.forEach((holder, record) -> states.put(holder, record.meta().state()));
      Map<String, String> marked =
          redis.getAll(
              "reading when jobs expire",
              next.keySet(),
              holder -> Keys.marker(next.get(holder).target().queue(), holder));
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
      if (!redis.seals().isRequired()
          || mayHold(job, holder)
          || wasMovedHere(job, holder)
          || wasMadeHere(job, holder)) {
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
      Map<String, String> runs =
          redis.getAll(
              "looking for the runs of " + silent.size() + " jobs",
              silent,
              id -> Keys.run(RunIds.runOf(id).orElse(id)));
      List<JobTraces.Sought> strange = new ArrayList<>();
      for (String holder : silent) {
        if (redis.seals().isRequired()
            || !runs.containsKey(holder)
            || !marked.containsKey(holder)) {
          Job job = next.get(holder);
          strange.add(new JobTraces.Sought(holder, job.target(), job.schedule()));
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
    String id = withoutRetry(holder);
    return RunIds.runOf(id)
        .filter(run -> id.equals(RunIds.job(run, job.target())))
        .map(RunIds::nameOf)
        .equals(job.schedule());
  }

  private static String withoutRetry(String job) {
    int again = job.indexOf('~');
    return again < 0 ? job : job.substring(0, again);
  }

  /** Returns true if the run of a job says so: its role may have had another name. */
  private boolean wasMadeHere(Job job, String holder) {
    String id = withoutRetry(holder);
    Target here = job.target();
    return new RunRecords(redis)
        .ofJob(id)
        .filter(run -> run.schedule().equals(job.schedule()))
        .filter(
            run ->
                run.jobs().stream()
                    .filter(made -> made.id().equals(id))
                    .anyMatch(
                        made ->
                            made.target().queue().equals(here.queue())
                                && made.target().host().equals(here.host())))
        .isPresent();
  }

  /** Returns true if an operator moved a job of the same schedule to the target of another. */
  private boolean wasMovedHere(Job job, String holder) {
    String note = redis.call("looking where job " + holder + " is", j -> j.get(Keys.moved(holder)));
    return MovedNote.write(job.target()).equals(note)
        && RunIds.runOf(holder).map(RunIds::nameOf).equals(job.schedule());
  }

  /** A marker that is not one of ours says nothing. */
  private static boolean expiresBefore(String marker, Instant now) {
    Matcher parts = EXPIRES.matcher(String.valueOf(marker));
    return parts.matches() && Long.parseLong(parts.group(1)) <= now.toEpochMilli();
  }
}
