// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.job.Keys;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.job.notify.Told;
import io.celeryroot.job.sign.NoticeSeal;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The memory of what people were told, and the messages that wait to be sent. Both change in one
 * step: of several Beats one tells, and what it tells is sent even if it dies. Thread-safe.
 */
public final class NoticeBox {

  /** Time in which a claimed group must be sent; then another process may send it. */
  public static final Duration LEASE = Duration.ofMinutes(1);

  /** The subject of which workers tell, too. */
  static final String BEAT = "beat";

  /** Age of a message at which it is given up. */
  static final Duration PATIENCE = Duration.ofDays(1);

  /** Age of a message that is none of ours; given up before that. */
  private static final Duration LONGEST = PATIENCE.plusHours(1);

  private static final Duration EVER = Duration.ofDays(100_000);
  private static final String TOLD = "told ";
  private static final String WAITING = "waiting ";
  private static final int MOST_WAITING = 1000;

  private final Redis redis;

  public NoticeBox(Redis redis) {
    this.redis = redis;
  }

  /** Redis server time, which needs no question as a rule. */
  public Instant now() {
    return redis.serverTimeNow();
  }

  /** The memory about subjects, in one question; those of which nothing was told are left out. */
  public Map<String, Told> told(Collection<String> subjects) {
    List<String> order = List.copyOf(subjects);
    Map<String, Told> told = new LinkedHashMap<>();
    texts(order).forEach((subject, text) -> told.put(subject, told(subject, text)));
    return told;
  }

  /** A memory that somebody else has written is none. */
  private Told told(String subject, String text) {
    boolean isAboutBeat = subject.equals(BEAT);
    return NoticeSeal.believed(redis.seals(), TOLD + subject, text, EVER, isAboutBeat)
        .map(Told::parse)
        .orElse(Told.NOTHING);
  }

  private Map<String, String> texts(List<String> subjects) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!subjects.isEmpty()) {
      List<String> found =
          redis.call(
              "reading what was told", j -> j.hmget(Keys.TOLD, subjects.toArray(new String[0])));
      for (int i = 0; i < subjects.size(); i++) {
        if (found.get(i) != null) {
          texts.put(subjects.get(i), found.get(i));
        }
      }
    }
    return texts;
  }

  /**
   * Changes the memory about a subject by a decision, which is taken again when somebody else was
   * faster.
   *
   * @param decide makes the change from what was told
   * @return the change that was made
   */
  public News tell(String subject, Function<Told, News> decide) {
    while (true) {
      String before = texts(List.of(subject)).getOrDefault(subject, "");
      Told old = told(subject, before);
      News news = decide.apply(old);
      if (news.equals(News.none(old)) || swap(subject, before, news)) {
        return news;
      }
    }
  }

  private boolean swap(String subject, String before, News change) {
    List<String> keys = new ArrayList<>(List.of(Keys.TOLD, Keys.NOTICES, Keys.WATCHED));
    List<Object> args = new ArrayList<>();
    Seals seals = redis.seals();
    args.addAll(
        List.of(subject, before, NoticeSeal.seal(seals, TOLD + subject, change.told().toJson())));
    args.addAll(List.of(change.unwatched().orElse(""), MOST_WAITING));
    for (Notice notice : change.notices()) {
      keys.add(Keys.notices(notice.group()));
      args.add(notice.group());
      args.add(NoticeSeal.seal(seals, WAITING + notice.group(), notice.toJson()));
    }
    return redis.succeeds("telling about " + subject, Script.TELL, keys, args.toArray());
  }

  /**
   * Work that is due now.
   *
   * @param groups groups of messages, claimed for {@link #LEASE}
   * @param runs watched runs that should be looked at
   * @param now Redis server time
   */
  public record Due(List<String> groups, List<String> runs, Instant now) {
    public Due {
      groups = List.copyOf(groups);
      runs = List.copyOf(runs);
    }
  }

  /**
   * Claims groups of messages whose turn it is, and looks for watched runs; one question.
   *
   * @param most number of groups
   * @param busy receivers that must not get another message now
   * @param receivers beginning of the names of those whose messages are claimed; empty text: all
   * @param mostRuns number of runs
   */
  public Due due(int most, Collection<String> busy, String receivers, int mostRuns) {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(LEASE.toMillis(), most, receivers, mostRuns));
    args.addAll(busy);
    List<?> answer =
        redis.rows(
            "looking for messages",
            Script.CLAIM_NOTICES,
            List.of(Keys.NOTICES, Keys.WATCHED),
            args.toArray());
    return new Due(
        texts(answer.get(0)), texts(answer.get(1)), Script.instant((List<?>) answer.get(2)));
  }

  private static List<String> texts(Object answer) {
    return ((List<?>) answer).stream().map(Script::text).toList();
  }

  /**
   * The first entries of the line of a group, oldest first.
   *
   * @return of each, its message; empty: it is none of ours, or too old
   */
  List<Optional<Notice>> waiting(String group) {
    boolean isAboutBeat = group.endsWith(" " + Event.BEAT_SILENT.word());
    return redis
        .call("reading messages", j -> j.lrange(Keys.notices(group), 0, MOST_WAITING - 1))
        .stream()
        .map(
            text ->
                NoticeSeal.believed(redis.seals(), WAITING + group, text, LONGEST, isAboutBeat)
                    .flatMap(Notice::parse)
                    .filter(notice -> notice.group().equals(group)))
        .toList();
  }

  /** Takes a group from the line of groups, unless it has a message again. */
  void drop(String group) {
    settle(group, 0, "", "");
  }

  /**
   * Messages of a group were sent, or could not be.
   *
   * @param taken number of messages that are done with
   * @param pause time until the next turn of the group
   */
  void settle(String group, int taken, Duration pause, ReceiverState state) {
    settle(group, taken, String.valueOf(pause.toMillis()), state.toJson());
  }

  private void settle(String group, int taken, String pause, String state) {
    redis.run(
        "recording that messages were sent",
        Script.SETTLE_NOTICES,
        List.of(Keys.NOTICES, Keys.notices(group), Keys.RECEIVERS),
        group,
        taken,
        pause,
        Notice.receiverOf(group),
        state);
  }

  /** Records about receivers, by name. */
  public Map<String, ReceiverState> receivers() {
    Map<String, ReceiverState> states = new LinkedHashMap<>();
    redis
        .call("reading receivers", j -> j.hgetAll(Keys.RECEIVERS))
        .forEach((name, text) -> states.put(name, ReceiverState.parse(text)));
    return states;
  }

  ReceiverState receiver(String name) {
    String text = redis.call("reading receiver " + name, j -> j.hget(Keys.RECEIVERS, name));
    return text == null ? ReceiverState.NEW : ReceiverState.parse(text);
  }

  /** Number of messages that wait, by receiver. */
  public Map<String, Long> waiting() {
    Map<String, Long> waiting = new LinkedHashMap<>();
    for (String group : redis.call("listing messages", j -> j.zrange(Keys.NOTICES, 0, -1))) {
      long count = redis.call("counting messages", j -> j.llen(Keys.notices(group)));
      waiting.merge(Notice.receiverOf(group), count, Long::sum);
    }
    return waiting;
  }
}
