// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.DecisionSeal;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.resps.Tuple;

/**
 * Asks Redis for decisions, which it takes where nobody has. Where signatures are required, a
 * decision that nobody who may has signed is removed, and decided anew. Thread-safe.
 */
final class DecisionScript {

  static final int MOST = 128;

  private static final String RUN = "run";
  private static final String MISSED = "missed";

  private static final Pattern DECISION = Pattern.compile("^(run|missed) (\\d{1,12})");

  /** Decisions that are read at a time, and at most, to find forged ones. */
  private static final int PAGE = 500;

  private static final int MOST_READ = 20 * PAGE;

  private final Redis redis;
  private final Duration kept;
  private final Runnable onForeign;

  /**
   * @param kept how long decisions stay
   * @param onForeign is told when decisions were found that nobody of ours can have taken
   */
  DecisionScript(Redis redis, Duration kept, Runnable onForeign) {
    this.redis = redis;
    this.kept = kept;
    this.onForeign = onForeign;
  }

  /**
   * A question about due instants of a schedule.
   *
   * @param due oldest first, not empty
   * @param wanted what it is if nobody has decided: {@code run} or {@code missed}; empty text: it
   *     stays open
   * @param unlessPaused true: nothing is decided while the schedule is paused
   */
  record Question(String schedule, List<Instant> due, String wanted, boolean unlessPaused) {

    static Question look(String schedule, Collection<Instant> due) {
      return new Question(schedule, List.copyOf(due), "", false);
    }

    static Question missed(String schedule, Collection<Instant> due) {
      return new Question(schedule, List.copyOf(due), MISSED, false);
    }

    static Question of(String schedule, Instant due, boolean mayRun, boolean unlessPaused) {
      return new Question(schedule, List.of(due), mayRun ? RUN : MISSED, unlessPaused);
    }
  }

  /** Answers questions, in their order; in each, one decision for each instant. */
  List<List<Decided>> ask(List<Question> questions, String doing) {
    List<Object> answers = call(questions, doing);
    List<List<Decided>> decided = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      List<?> answer = (List<?>) answers.get(i);
      tellForeign(question.schedule(), (Long) answer.get(answer.size() - 1));
      List<String> forged = forged(question, answer);
      if (!forged.isEmpty()) {
        remove(question.schedule(), forged);
        answer = (List<?>) call(List.of(question), doing).get(0);
      }
      decided.add(unhidden(question, read(question, answer), doing));
    }
    return decided;
  }

  private List<Object> call(List<Question> questions, String doing) {
    List<Script.Call> calls = questions.stream().map(this::call).toList();
    return redis.call(doing, j -> Script.DECIDE.runEach(j, calls));
  }

  private Script.Call call(Question question) {
    List<Object> args =
        new ArrayList<>(
            List.of(question.wanted(), kept.toMillis(), MOST, question.unlessPaused() ? 1 : 0));
    question.due().forEach(due -> args.addAll(stored(question, due)));
    return new Script.Call(
        List.of(Keys.decided(question.schedule()), Keys.schedule(question.schedule())), args);
  }

  private List<Object> stored(Question question, Instant due) {
    return question.wanted().isEmpty()
        ? List.of(due.getEpochSecond(), "")
        : stored(redis, question.schedule(), question.wanted(), due);
  }

  /** The second of an instant that runs, and the decision to store. */
  static List<Object> running(Redis redis, String schedule, Instant due) {
    return stored(redis, schedule, RUN, due);
  }

  private static List<Object> stored(Redis redis, String schedule, String wanted, Instant due) {
    return List.of(
        due.getEpochSecond(), DecisionSeal.text(redis.seals(), schedule, text(wanted, due)));
  }

  private static String text(String decision, Instant due) {
    return decision + " " + due.getEpochSecond();
  }

  private List<Decided> read(Question question, List<?> answer) {
    Instant at = Script.instant(answer);
    List<Decided> decided = new ArrayList<>();
    for (int i = 0; i < question.due().size(); i++) {
      String found = Script.text(answer.get(i + 2));
      decided.add(
          found.equals("first")
              ? new Decided(wanted(question), at, true)
              : new Decided(decision(question, question.due().get(i), found), at, false));
    }
    return decided;
  }

  /** A decision; one that is forged again at once counts as absent. */
  private DueDecision decision(Question question, Instant due, String found) {
    if (found.indexOf(' ') < 0) {
      return DueDecision.valueOf(found.toUpperCase(Locale.ROOT));
    }
    if (isBelieved(question.schedule(), due, RUN, found)) {
      return DueDecision.RUN;
    }
    return isBelieved(question.schedule(), due, MISSED, found)
        ? DueDecision.MISSED
        : wanted(question);
  }

  private static DueDecision wanted(Question question) {
    return question.wanted().isEmpty()
        ? DueDecision.OPEN
        : DueDecision.valueOf(question.wanted().toUpperCase(Locale.ROOT));
  }

  private boolean isBelieved(String schedule, Instant due, String decision, String found) {
    return Arrays.stream(found.split("\n", -1))
        .anyMatch(line -> isBelievedLine(schedule, due, decision, line));
  }

  private boolean isBelievedLine(String schedule, Instant due, String decision, String line) {
    return DecisionSeal.isBelieved(redis.seals(), schedule, text(decision, due), line);
  }

  private List<String> forged(Question question, List<?> answer) {
    List<String> forged = new ArrayList<>();
    // Who only looks may know fewer signers than those who decide.
    boolean isSought = redis.seals().isRequired() && !question.wanted().isEmpty();
    for (int i = 0; isSought && i < question.due().size(); i++) {
      Instant due = question.due().get(i);
      Optional.of(Script.text(answer.get(i + 2))).filter(text -> text.indexOf(' ') > 0).stream()
          .flatMap(text -> Arrays.stream(text.split("\n", -1)))
          .filter(line -> !isBelievedLine(question.schedule(), due, RUN, line))
          .filter(line -> !isBelievedLine(question.schedule(), due, MISSED, line))
          .forEach(forged::add);
    }
    return forged;
  }

  /**
   * Answers without what forged decisions hide: an instant is older than all that are kept only if
   * somebody has signed those.
   */
  private List<Decided> unhidden(Question question, List<Decided> answers, String doing) {
    boolean isOver = answers.stream().anyMatch(answer -> answer.decision() == DueDecision.OVER);
    if (!isOver || !redis.seals().isRequired()) {
      return answers;
    }
    List<Tuple> unsigned = unsigned(question.schedule());
    if (unsigned.isEmpty()) {
      return answers;
    }
    if (question.wanted().isEmpty()) {
      // Who only looks may know fewer signers than those who decide.
      return answers.stream().map(DecisionScript::open).toList();
    }
    remove(question.schedule(), unsigned.stream().map(Tuple::getElement).toList());
    return read(question, (List<?>) call(List.of(question), doing).get(0));
  }

  private static Decided open(Decided answer) {
    return answer.decision() == DueDecision.OVER
        ? new Decided(DueDecision.OPEN, answer.at(), false)
        : answer;
  }

  /** The decisions among those that are kept that nobody has signed for where they stand. */
  private List<Tuple> unsigned(String schedule) {
    List<Tuple> unsigned = new ArrayList<>();
    List<Tuple> page;
    long from = 0;
    do {
      long start = from;
      page =
          redis.call(
              "reading the decisions about schedule " + schedule,
              j -> j.zrangeWithScores(Keys.decided(schedule), start, start + PAGE - 1));
      page.stream().filter(kept -> !isSigned(schedule, kept)).forEach(unsigned::add);
      from += PAGE;
    } while (page.size() == PAGE && from < MOST_READ);
    return unsigned;
  }

  private boolean isSigned(String schedule, Tuple kept) {
    Matcher text = DECISION.matcher(kept.getElement());
    return text.find()
        && text.group(2).equals(String.format(Locale.ROOT, "%.0f", kept.getScore()))
        && DecisionSeal.isBelieved(redis.seals(), schedule, text.group(), kept.getElement());
  }

  private void remove(String schedule, List<String> forged) {
    redis.call(
        "removing forged decisions about schedule " + schedule,
        j -> j.zrem(Keys.decided(schedule), forged.toArray(new String[0])));
    LoggerFactory.getLogger("io.celeryroot.beat")
        .warn(
            "schedule {}: {} decisions about due instants were not signed, and were removed:"
                + " somebody else wrote to Redis",
            schedule,
            forged.size());
    onForeign.run();
  }

  /**
   * Warns of removed decisions. The logger is not a field, since commands of cl use this class and
   * load no logging library.
   */
  private void tellForeign(String schedule, long removed) {
    if (removed > 0) {
      LoggerFactory.getLogger("io.celeryroot.beat")
          .warn(
              "schedule {}: {} decisions about due instants to come were removed: somebody else"
                  + " wrote to Redis, or a clock is wrong; fix: compare the clocks of Redis and of"
                  + " the hosts of Beat",
              schedule,
              removed);
      onForeign.run();
    }
  }
}
