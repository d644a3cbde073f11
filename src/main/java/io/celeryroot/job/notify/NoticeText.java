// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.Durations;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.job.notify.RunState.Trouble;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words events for people: the fields of messages. */
public final class NoticeText {

  private static final int LONGEST_REASON = 200;
  private static final int MOST_HOSTS = 20;

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private NoticeText(Event event, String subject, Instant now) {
    put(MessageField.EVENT, event.word());
    put(MessageField.SUBJECT, subject);
    put(MessageField.TIME, Text.utc(now));
    lines.add(subject);
  }

  private NoticeText put(MessageField field, String text) {
    if (!text.isEmpty()) {
      fields.put(field.key(), text);
    }
    return this;
  }

  private NoticeText line(String text) {
    lines.add(text);
    return this;
  }

  private Map<String, String> fields() {
    put(MessageField.TEXT, String.join("\n", lines));
    return fields;
  }

  /** Troubles of one kind in a run. */
  static Map<String, String> trouble(RunState run, Event event, Instant now) {
    List<Trouble> troubles = run.troubles().stream().filter(t -> t.event() == event).toList();
    List<String> hosts =
        troubles.stream().map(Trouble::host).filter(host -> !host.isEmpty()).distinct().toList();
    String reason = Quote.oneLine(troubles.get(0).reason(), LONGEST_REASON);
    NoticeText text =
        new NoticeText(event, run.name() + " " + event.word() + where(run, hosts), now);
    text.put(MessageField.HOSTS, Text.listing(hosts, MOST_HOSTS)).put(MessageField.REASON, reason);
    troubles.stream()
        .limit(MOST_HOSTS)
        .forEach(
            one ->
                text.line(
                    (one.host().isEmpty() ? "" : one.host() + ": ")
                        + Quote.oneLine(one.reason(), LONGEST_REASON)));
    if (troubles.size() > MOST_HOSTS) {
      text.line("and " + (troubles.size() - MOST_HOSTS) + " more hosts");
    }
    return text.of(run);
  }

  private static String where(RunState run, List<String> hosts) {
    if (hosts.isEmpty()) {
      return "";
    }
    return hosts.size() == 1
        ? " on " + hosts.get(0)
        : " on %d of %d hosts".formatted(hosts.size(), run.size());
  }

  /** A run that did not end well in time. */
  static Map<String, String> late(RunState run, Duration limit, Instant now) {
    String reason =
        (run.hasEnded() ? "did not end well" : "has not ended")
            + " within "
            + Durations.format(limit);
    return new NoticeText(Event.LATE, run.name() + " is late: " + reason, now)
        .put(MessageField.REASON, reason)
        .of(run);
  }

  /** A run that went well after trouble. */
  static Map<String, String> recovered(RunState run, String before, Instant now) {
    return new NoticeText(Event.RECOVERED, run.name() + " has recovered", now)
        .put(MessageField.REASON, "was " + before)
        .line("was " + before)
        .of(run);
  }

  private Map<String, String> of(RunState run) {
    put(MessageField.SCHEDULE, run.schedule().orElse(""));
    put(MessageField.TASK, run.task());
    put(MessageField.RUN, run.id());
    put(MessageField.DUE, run.due().map(Instant::toString).orElse(""));
    return line("see: cl task result " + run.id()).fields();
  }

  /**
   * Due instants that did not run.
   *
   * @param missed oldest first, one or more
   */
  public static Map<String, String> missed(String schedule, List<Instant> missed, Instant now) {
    Instant last = missed.get(missed.size() - 1);
    String span = missed.size() == 1 ? "due " + last : "due " + missed.get(0) + " to " + last;
    String subject =
        missed.size() == 1
            ? schedule + " missed a due instant"
            : schedule + " missed " + missed.size() + " due instants";
    return new NoticeText(Event.MISSED, subject, now)
        .put(MessageField.SCHEDULE, schedule)
        .put(MessageField.DUE, last.toString())
        .put(MessageField.REASON, span)
        .line(span)
        .line("see: cl schedule list")
        .fields();
  }

  /** A schedule that paused itself. */
  public static Map<String, String> paused(String schedule, String reason, Instant now) {
    return new NoticeText(Event.PAUSED_BY_FAILURES, schedule + " was paused after " + reason, now)
        .put(MessageField.SCHEDULE, schedule)
        .put(MessageField.REASON, reason)
        .line("when it is mended: cl schedule resume " + schedule)
        .fields();
  }

  /** A worker that stopped responding. */
  public static Map<String, String> away(String worker, Instant since, Instant now) {
    return new NoticeText(Event.WORKER_AWAY, "worker " + worker + " stopped responding", now)
        .put(MessageField.HOSTS, worker)
        .put(MessageField.REASON, "last heard of at " + Text.utc(since))
        .line("last heard of at " + Text.utc(since))
        .line("see: cl worker list")
        .fields();
  }

  /** A site on which no Beat responds. */
  public static Map<String, String> silent(Duration limit, Instant now) {
    String reason = "no Beat was heard of for " + Durations.format(limit);
    return new NoticeText(Event.BEAT_SILENT, "no Beat responds: nothing is due now", now)
        .put(MessageField.REASON, reason)
        .line(reason)
        .line("start one: cl cl.yaml --beat")
        .fields();
  }

  /**
   * A worker or Beat that responds again.
   *
   * @param who such as {@code worker web01}
   */
  public static Map<String, String> back(String who, Instant now) {
    return new NoticeText(Event.RECOVERED, who + " responds again", now).fields();
  }
}
