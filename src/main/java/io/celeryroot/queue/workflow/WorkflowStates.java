// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.workflow;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.job.workflow.WorkflowCodec;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.EnumWords;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;

/** The states of runs of workflows in Redis. Safe with any number of writers; thread-safe. */
public final class WorkflowStates {

  private static final int MAX_IN_LINE = 100;

  /** Time in which whoever has listed a run also records its state. */
  private static final Duration START = Duration.ofMinutes(10);

  /** A run waits in line for others, whose ends nobody knows before. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(366);

  private final Redis redis;
  private final Duration kept;

  /**
   * @param resultsKept how long a state stays after the end of its run
   */
  public WorkflowStates(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.kept = resultsKept;
  }

  /**
   * A state as it is stored.
   *
   * @param text to compare with when the next one is written
   * @param run what it says
   */
  record Stored(String text, WorkflowState run) {}

  /** The state of a run; empty: no such run, or its time is over. */
  public Optional<WorkflowState> find(String run) {
    return read(run).map(Stored::run);
  }

  /** The states of the runs that have one, in the given order. */
  public Map<String, WorkflowState> findAll(Collection<String> runs) {
    Map<String, WorkflowState> states = new LinkedHashMap<>();
    redis
        .getAll("reading workflows", runs, Keys::workflow)
        .forEach(
            (id, text) ->
                parse(id, text)
                    .filter(run -> run.id().equals(id))
                    .ifPresent(run -> states.put(id, run)));
    return states;
  }

  Optional<Stored> read(String run) {
    String text = redis.call("reading workflow " + run, j -> j.get(Keys.workflow(run)));
    return Optional.ofNullable(text)
        .flatMap(stored -> parse(run, stored).map(state -> new Stored(stored, state)))
        .filter(stored -> stored.run().id().equals(run));
  }

  /** The stored text of a state, signed if the process signs. */
  private String text(WorkflowState run) {
    return OrderSeal.seal(redis.seals(), about(run.id()), WorkflowCodec.write(run));
  }

  /** The state in a stored text; empty: it is none, or is not believed. */
  private Optional<WorkflowState> parse(String run, String stored) {
    return OrderSeal.read(redis.seals(), about(run), stored)
        .flatMap(order -> WorkflowCodec.read(order.json()));
  }

  private static String about(String run) {
    return "workflow " + run;
  }

  /** The state as whoever came first has recorded it; a forged one is replaced. */
  private WorkflowState recorded(WorkflowState ready, String stored) {
    Optional<WorkflowState> first = parse(ready.id(), stored);
    if (first.isEmpty() && redis.seals().isRequired()) {
      String text = text(ready);
      redis.call(
          "replacing the state of workflow " + ready.id(),
          j ->
              j.set(
                  Keys.workflow(ready.id()),
                  text,
                  SetParams.setParams().px(expiry(ready).toMillis())));
    }
    return first.orElse(ready);
  }

  /**
   * Lists a run as one that has not ended; comes before its state, so that it is never lost.
   *
   * @return false: it was listed
   */
  boolean list(String run, Instant submitted) {
    long added =
        redis.call(
            "listing workflow " + run,
            j ->
                j.zadd(
                    Keys.LIVE_WORKFLOWS,
                    (double) submitted.toEpochMilli(),
                    run,
                    ZAddParams.zAddParams().nx()));
    return added > 0;
  }

  /** The runs that have not ended, the oldest first. One question, however many there are. */
  public List<String> live() {
    return redis.call("looking for workflows", j -> j.zrange(Keys.LIVE_WORKFLOWS, 0, -1));
  }

  /** Takes a run that has ended from the list. */
  void unlist(String run) {
    redis.call("closing workflow " + run, j -> j.zrem(Keys.LIVE_WORKFLOWS, run));
  }

  /** Takes a run from the list that has no state, unless it was listed just now. */
  boolean unlistVanished(String run) {
    Double listed =
        redis.call("looking for workflow " + run, j -> j.zscore(Keys.LIVE_WORKFLOWS, run));
    boolean isOld =
        listed != null && redis.serverTimeNow().minus(START).toEpochMilli() > listed.longValue();
    if (isOld) {
      unlist(run);
    }
    return isOld;
  }

  /**
   * Records a run, once.
   *
   * @param ready the state if it may begin
   * @param waiting the state if it must wait
   * @param skipped the state if it must not run
   * @return the state as recorded by whoever came first
   */
  WorkflowState start(WorkflowState ready, WorkflowState waiting, WorkflowState skipped) {
    return start(ready, waiting, skipped, ready.overlap());
  }

  /** Records a run that has ended before it began, once. */
  WorkflowState recordEnded(WorkflowState ended) {
    return start(ended, ended, ended, Overlap.ALLOW);
  }

  private WorkflowState start(
      WorkflowState ready, WorkflowState waiting, WorkflowState skipped, Overlap overlap) {
    String holder = "";
    while (true) {
      Object answer =
          redis.run(
              "starting workflow " + ready.id(),
              Script.START_WORKFLOW,
              keys(ready.id()),
              ready.id(),
              text(ready),
              text(waiting),
              text(skipped),
              EnumWords.of(overlap),
              expiry(waiting).toMillis(),
              MAX_IN_LINE,
              holder);
      if (!(answer instanceof List<?> busy)) {
        return recorded(ready, Script.text(answer));
      }
      String first = Script.text(busy.get(1));
      holder = isBefore(first, ready) ? "live" : first;
    }
  }

  /**
   * Writes the next state.
   *
   * @param doing for the message, such as {@code beginning step 1}
   * @return what is stored now; empty: somebody else has written one since
   */
  Optional<Stored> write(Stored old, WorkflowState next, String doing) {
    WorkflowState state = next.hasEnded() ? next.masked() : next;
    String text = text(state);
    boolean isWritten =
        redis.succeeds(
            doing + " of workflow " + next.id(),
            Script.STEP_WORKFLOW,
            keys(next.id()),
            old.text(),
            text,
            expiry(next).toMillis(),
            next.hasEnded() ? next.id() : "");
    return isWritten ? Optional.of(new Stored(text, state)) : Optional.empty();
  }

  /** Returns true if no other run of its workflow is before it. */
  boolean hasPlace(WorkflowState run) {
    if (run.overlap() == Overlap.ALLOW) {
      return true;
    }
    String line = Keys.line(run.name());
    while (true) {
      String first =
          redis.call("reading the line of workflow " + run.name(), j -> j.lindex(line, 0));
      if (first != null && (first.equals(run.id()) || isBefore(first, run))) {
        return first.equals(run.id());
      }
      // It has ended, or somebody has deleted the line.
      redis.call(
          "correcting the line of workflow " + run.name(),
          j -> first == null ? j.rpush(line, run.id()) : j.lrem(line, 0, first));
    }
  }

  /** The runs in line before one, or all if it is not in line, that have not ended; in order. */
  List<WorkflowState> before(WorkflowState run) {
    List<String> line =
        redis.call(
            "reading the line of workflow " + run.name(),
            j -> j.lrange(Keys.line(run.name()), 0, -1));
    int own = line.indexOf(run.id());
    return findAll(own < 0 ? line : line.subList(0, own)).values().stream()
        .filter(other -> !other.hasEnded() && other.name().equals(run.name()))
        .toList();
  }

  /** A run of another workflow is not in line with one, whoever put it there. */
  private boolean isBefore(String first, WorkflowState run) {
    return find(first)
        .filter(state -> !state.hasEnded() && state.name().equals(run.name()))
        .isPresent();
  }

  private static List<String> keys(String run) {
    return List.of(Keys.workflow(run), Keys.line(RunIds.nameOf(run)));
  }

  private Duration expiry(WorkflowState run) {
    return kept.plus(run.hasEnded() ? Duration.ZERO : run.isHeld() ? LONGEST_WAIT : run.longest());
  }
}
