// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.queue.schedule.DecisionScript.Question;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides about due instants that they run or are missed, once for all Beats: the first decision
 * counts. Thread-safe.
 */
public final class DueDecisions {

  private final Redis redis;
  private final ScheduleStates states;
  private final DecisionScript script;

  /**
   * @param resultsKept how long decisions stay
   * @param onForeign is told when decisions were found that nobody of ours can have taken
   */
  public DueDecisions(Redis redis, Duration resultsKept, Runnable onForeign) {
    this.redis = redis;
    this.states = new ScheduleStates(redis, resultsKept);
    this.script = new DecisionScript(redis, resultsKept, onForeign);
  }

  /** The decisions about due instants, in their order; nothing is decided by asking. */
  public Map<Instant, DueDecision> fates(String schedule, Collection<Instant> due) {
    return due.isEmpty() ? Map.of() : ask(Question.look(schedule, due));
  }

  /**
   * Decides that due instants are missed, unless it was decided before that they run.
   *
   * @param due oldest first
   */
  public Map<Instant, DueDecision> decideMissed(String schedule, Collection<Instant> due) {
    return due.isEmpty() ? Map.of() : ask(Question.missed(schedule, due));
  }

  private Map<Instant, DueDecision> ask(Question question) {
    List<Decided> answers =
        script
            .ask(List.of(question), "deciding about due instants of " + question.schedule())
            .get(0);
    Map<Instant, DueDecision> decided = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      decided.put(question.due().get(i), answers.get(i).decision());
    }
    return decided;
  }

  /**
   * Decides about one due instant of schedules, unless it was decided before.
   *
   * @param mayRun by schedule; true: it runs; false: it is missed
   * @param unlessPaused true: nothing is decided while a schedule is paused
   * @return by schedule, in the same order
   */
  public Map<String, Decided> decide(
      Map<String, Boolean> mayRun, Instant due, boolean unlessPaused) {
    return unlessPaused && redis.seals().isRequired()
        ? decideUnlessSigned(mayRun, due)
        : decideAll(mayRun, due, unlessPaused);
  }

  /** The script cannot tell a signed pause from a forged one, so this looks before. */
  private Map<String, Decided> decideUnlessSigned(Map<String, Boolean> mayRun, Instant due) {
    Map<String, ScheduleState> found = states.readAll(mayRun.keySet());
    Map<String, Decided> decided = new LinkedHashMap<>();
    Map<String, Boolean> open = new LinkedHashMap<>();
    mayRun.forEach(
        (name, may) -> {
          if (found.get(name).paused().filter(pause -> pause.holdsBack(due)).isPresent()) {
            decided.put(name, new Decided(DueDecision.PAUSED, redis.serverTimeNow(), false));
          } else {
            open.put(name, may);
          }
        });
    if (!open.isEmpty()) {
      decided.putAll(decideAll(open, due, false));
    }
    Map<String, Decided> ordered = new LinkedHashMap<>();
    mayRun.keySet().forEach(name -> ordered.put(name, decided.get(name)));
    return ordered;
  }

  private Map<String, Decided> decideAll(
      Map<String, Boolean> mayRun, Instant due, boolean unlessPaused) {
    List<String> names = List.copyOf(mayRun.keySet());
    List<List<Decided>> answers =
        script.ask(
            names.stream()
                .map(name -> Question.of(name, due, mayRun.get(name), unlessPaused))
                .toList(),
            "deciding about due instants of " + Text.listing(names, 1));
    Map<String, Decided> decided = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      decided.put(names.get(i), answers.get(i).get(0));
    }
    return decided;
  }
}
