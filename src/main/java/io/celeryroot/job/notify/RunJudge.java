// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers.Rules;
import io.celeryroot.job.notify.Told.OfRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides what is told of a run: what happened to it, and what was told before, go in; messages and
 * the new memory come out. Pure.
 */
public final class RunJudge {

  /** Time for other hosts to end, after the first trouble, so that one message names them all. */
  public static final Duration SETTLE = Duration.ofSeconds(10);

  private static final String START = "start";
  private static final String OK = "ok";
  private static final String FAIL = "fail";

  private final Rules rules;
  private final RunState run;
  private final Instant now;
  private final List<Notice> notices = new ArrayList<>();
  private final Set<String> words;
  private Told told;

  private RunJudge(Rules rules, RunState run, Told told, Instant now) {
    this.rules = rules;
    this.run = run;
    this.now = now;
    this.told = told;
    this.words = new TreeSet<>(told.run(run.id()).words());
  }

  /**
   * Judges a run.
   *
   * @param told what was told of the subject of {@code rules} before
   * @param now Redis server time
   */
  public static News judge(Rules rules, RunState run, Told told, Instant now) {
    return new RunJudge(rules, run, told, now).judge();
  }

  private News judge() {
    Instant troubleSince = troubleSince();
    if (!run.troubles().isEmpty() && isSettled(troubleSince)) {
      run.events().stream()
          .filter(event -> isFirst(event.word()))
          .forEach(event -> tell(event, NoticeText.trouble(run, event, now)));
      told = told.counted(run.begin());
    }
    if (isLate() && isFirst(Event.LATE.word())) {
      tell(Event.LATE, NoticeText.late(run, rules.lateAfter().orElseThrow(), now));
    }
    if (run.isWell() && !run.begin().isBefore(told.newest())) {
      rules.receivers().forEach(this::recover);
      told = told.counted(run.begin());
    }
    rules.ping().ifPresent(this::ping);
    boolean isOver = run.hasEnded() && !mayBeLate();
    OfRun memory = isOver ? OfRun.NOTHING : new OfRun(words, troubleSince);
    return new News(
        told.with(run.id(), memory), notices, Optional.of(run.id()).filter(id -> isOver));
  }

  private Instant troubleSince() {
    OfRun before = told.run(run.id());
    return run.troubles().isEmpty() || before.hasTrouble() ? before.troubleSince() : now;
  }

  private boolean isSettled(Instant troubleSince) {
    return run.hasEnded() || !now.isBefore(troubleSince.plus(SETTLE));
  }

  private boolean isFirst(String word) {
    return words.add(word);
  }

  private boolean isLate() {
    boolean isOpen = !run.hasEnded() || !run.troubles().isEmpty();
    return isOpen
        && rules.lateAfter().filter(limit -> !now.isBefore(run.begin().plus(limit))).isPresent();
  }

  /**
   * Returns true if a run that failed must still be watched, for those who only want to be told
   * late.
   */
  private boolean mayBeLate() {
    return !run.troubles().isEmpty()
        && rules.lateAfter().isPresent()
        && !words.contains(Event.LATE.word())
        && rules.receivers().stream().anyMatch(one -> one.hears(Event.LATE) && !hasHeard(one));
  }

  /** Returns true if a receiver is told of the trouble of this run itself. */
  private boolean hasHeard(Receiver receiver) {
    return run.events().stream().anyMatch(receiver::hears);
  }

  private void tell(Event event, Map<String, String> fields) {
    for (Receiver receiver : rules.receivers()) {
      boolean isKnown = told.open(receiver.name()).contains(event) && !receiver.every();
      boolean isDouble = event == Event.LATE && hasHeard(receiver);
      if (receiver.hears(event) && !isKnown && !isDouble) {
        notices.add(new Notice(receiver.name(), event.word(), fields));
        told = told.opened(receiver.name(), event);
      }
    }
  }

  private void recover(Receiver receiver) {
    Set<Event> open = told.open(receiver.name());
    if (!open.isEmpty() && receiver.hears(Event.RECOVERED)) {
      String before = open.stream().map(Event::word).collect(Collectors.joining(", "));
      notices.add(
          new Notice(
              receiver.name(), Event.RECOVERED.word(), NoticeText.recovered(run, before, now)));
    }
    told = told.closed(receiver.name());
  }

  /** Pings, except of a run that was skipped: it shows neither life nor trouble. */
  private void ping(String receiver) {
    if (run.isSkipped() && !words.contains(START)) {
      return;
    }
    if (isFirst(START)) {
      notices.add(new Notice(receiver, START, Map.of()));
    }
    boolean hasFailed = !run.troubles().isEmpty() || run.isCancelled();
    if (run.hasEnded() && isFirst(hasFailed ? FAIL : OK)) {
      notices.add(new Notice(receiver, hasFailed ? FAIL : OK, Map.of()));
    }
  }

  /**
   * The time at which a run should be judged again: soon while it is young, and when it becomes
   * late.
   *
   * @param now Redis server time
   */
  public static Instant nextLook(Rules rules, RunState run, Instant now) {
    long ageMillis = Math.max(0, Duration.between(run.submitted(), now).toMillis());
    long pauseMillis = Math.min(Math.max(ageMillis / 20, 1000), 30_000);
    if (!run.troubles().isEmpty() && !run.hasEnded()) {
      pauseMillis = Math.min(pauseMillis, SETTLE.toMillis() / 4);
    }
    Instant next = now.plusMillis(pauseMillis);
    Instant late = rules.lateAfter().map(limit -> run.begin().plus(limit)).orElse(next);
    if (run.hasEnded()) {
      return late;
    }
    return late.isAfter(now) && late.isBefore(next) ? late : next;
  }
}
