// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static io.celeryroot.text.Text.utc;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.OverlapReason;
import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.host.Sighting;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The answer about one job: pure, from facts to words. */
final class JobWhy {

  private static final int MOST_NAMED = 3;
  private static final int LONGEST_LINE = 160;
  private static final Set<Outcome> ENDS_IN_LINE =
      EnumSet.of(Outcome.SKIPPED, Outcome.REJECTED, Outcome.EXPIRED, Outcome.CANCELLED);

  private final JobFacts facts;
  private final JobView job;
  private final List<Evidence> told = new ArrayList<>();

  private JobWhy(JobFacts facts) {
    this.facts = facts;
    this.job = facts.job();
  }

  static Answer of(JobFacts facts) {
    return new JobWhy(facts).answer();
  }

  private Answer answer() {
    tellRecords();
    return switch (job.state()) {
      case SUCCESS, FAILURE, REVOKED -> ended(job.result().orElseThrow());
      case STARTED -> running();
      case RETRY -> retrying();
      case PENDING -> waiting();
    };
  }

  private void tellRecords() {
    job.result()
        .map(JobResult::distrust)
        .filter(reason -> !reason.isEmpty())
        .ifPresent(reason -> told.add(Evidence.of("record", reason)));
    facts.submitted().ifPresent(at -> told.add(Evidence.at("submitted", at)));
    job.result()
        .ifPresent(
            result -> {
              boolean began = hasBegun(result);
              result
                  .started()
                  .filter(at -> began)
                  .ifPresent(at -> told.add(Evidence.at("started", at, host(result))));
              if (result.attempt() > 1) {
                told.add(Evidence.of("attempt", String.valueOf(result.attempt())));
              }
              result
                  .done()
                  .ifPresent(at -> told.add(Evidence.at("ended", at, began ? "" : host(result))));
            });
    facts
        .absences()
        .trouble()
        .ifPresent(trouble -> told.add(Evidence.of("when " + job.host() + " was away", trouble)));
    facts
        .absences()
        .all()
        .forEach(
            gap ->
                told.add(
                    Evidence.at(
                        gap.worker() + " was away from",
                        gap.from(),
                        "to " + utc(gap.until()) + ": " + gap.cause().text())));
    facts
        .sighting()
        .filter(seen -> !job.hasEnded())
        .ifPresent(
            seen ->
                told.add(
                    Evidence.at(
                        "last sign of " + seen.host(), seen.last(), seen.isAlive() ? "" : "away")));
  }

  /** A job that ended in line has a start on record, which is its end. */
  private static boolean hasBegun(JobResult result) {
    return !result.attempts().isEmpty()
        || result.outcome().map(JobOutcome::outcome).filter(ENDS_IN_LINE::contains).isEmpty();
  }

  private static String host(JobResult result) {
    return result.host().isEmpty() ? "" : "on " + result.host();
  }

  private Answer say(Cause cause, String text, String kind) {
    return new Answer(cause, job.id(), text, kind, told);
  }

  private Answer ended(JobResult result) {
    Outcome outcome = result.outcome().map(JobOutcome::outcome).orElse(Outcome.OK);
    String reason = result.outcome().map(JobOutcome::reason).orElse("");
    String at = result.done().map(Text::utc).map(" at "::concat).orElse("");
    return switch (outcome) {
      case OK -> say(Cause.OK, "ran: ok" + on() + at, "ran: ok");
      case FAILED ->
          say(
              Cause.FAILED,
              "ran: " + job.word() + on() + at + printed(result),
              "ran: " + job.word());
      case TIMED_OUT ->
          say(Cause.TIMED_OUT, "ran: timed out" + on() + at + printed(result), "ran: timed out");
      case LOST -> say(Cause.LOST, "was lost" + at + ": its worker died while it ran", "was lost");
      case REJECTED ->
          say(Cause.REJECTED, "was refused" + at + ": " + reason, "refused: " + reason);
      case EXPIRED ->
          say(Cause.EXPIRED, "expired" + at + ": it waited too long to start", "expired");
      case CANCELLED -> say(Cause.CANCELLED, "was cancelled" + at, "was cancelled");
      case SKIPPED -> skipped(reason);
    };
  }

  /** Its last words, which most often say why. */
  private static String printed(JobResult result) {
    String line =
        result
            .outcome()
            .map(JobOutcome::lastLine)
            .map(text -> Quote.oneLine(text, LONGEST_LINE))
            .orElse("");
    return line.isEmpty() ? "" : ": " + line;
  }

  private String on() {
    return job.host().isEmpty() ? "" : " on " + job.host();
  }

  private Answer skipped(String reason) {
    Optional<OverlapReason> overlap = OverlapReason.parse(reason);
    if (overlap.isPresent()) {
      return skipped(overlap.get(), reason);
    }
    if (reason.startsWith("overlap")) {
      return say(
          Cause.SKIPPED_OVERLAP,
          "was skipped: the last job of its schedule had not ended",
          "skipped: overlap");
    }
    boolean isClosed = reason.startsWith("blackout ") || reason.startsWith("not in ");
    return say(
        isClosed ? Cause.SKIPPED_BLACKOUT : Cause.SKIPPED,
        "was skipped" + (reason.isEmpty() ? "" : ": " + reason),
        "skipped: " + reason);
  }

  private Answer skipped(OverlapReason overlap, String reason) {
    told.add(Evidence.of("overlap", reason.substring("overlap: ".length())));
    String state =
        switch (overlap.state()) {
          case STARTED -> " still ran";
          case RETRY -> " was to be tried again";
          default -> " still waited";
        };
    String away =
        overlap
            .host()
            .filter(host -> overlap.isAway())
            .map(
                host ->
                    " for "
                        + host
                        + ", "
                        + overlap.seen().map(at -> "away since " + utc(at)).orElse("never seen"))
            .orElse("");
    return say(
        overlap.isAway() ? Cause.SKIPPED_OVERLAP_AWAY : Cause.SKIPPED_OVERLAP,
        "was skipped: " + overlap.run() + state + away,
        "skipped: " + overlap.run() + state);
  }

  private Answer running() {
    String since =
        job.result().flatMap(JobResult::started).map(at -> " since " + utc(at)).orElse("");
    boolean isSilent = facts.sighting().filter(seen -> !seen.isAlive()).isPresent();
    return isSilent
        ? say(
            Cause.WORKER_SILENT,
            "ran%s%s, but its worker gave no sign since %s; another attempt follows"
                .formatted(on(), since, utc(facts.sighting().orElseThrow().last())),
            "runs on a worker that gives no sign")
        : say(Cause.RUNS, "runs now" + on() + since, "runs now");
  }

  private Answer retrying() {
    Optional<Instant> next = job.result().flatMap(JobResult::nextAttempt);
    return next.filter(facts.now()::isBefore)
        .map(
            at ->
                say(
                    Cause.RETRY,
                    "waits for its next attempt at "
                        + utc(at)
                        + job.result().map(JobWhy::last).orElse(""),
                    "waits for its next attempt"))
        .orElseGet(this::waiting);
  }

  private static String last(JobResult result) {
    return result.outcomeText().isEmpty()
        ? ""
        : "; attempt " + result.attempt() + ": " + result.outcomeText();
  }

  private Answer waiting() {
    if (facts.wave().isPresent()) {
      return say(Cause.WAVE, "waits: " + facts.wave().get(), "waits: " + facts.wave().get());
    }
    Optional<Instant> later = facts.notBefore().filter(facts.now()::isBefore);
    if (later.isPresent()) {
      return say(Cause.UNTIL, "waits until " + utc(later.get()), "waits for its time");
    }
    if (facts.marker().filter("HELD"::equals).isPresent()) {
      String holder = facts.holder().map(id -> ": " + id + " has not ended").orElse("");
      return say(
          Cause.HELD,
          "waits for the slot of its schedule" + holder,
          "waits for a slot of its schedule");
    }
    if (facts.marker().isEmpty() && job.state() == JobState.PENDING && job.target().isPresent()) {
      return say(
          Cause.VANISHED,
          "is in no queue: its submitter ended before it was queued",
          "is in no queue");
    }
    return facts.workers().isEmpty() ? waitingForHost() : waitingInLine();
  }

  private Answer waitingForHost() {
    if (facts.host().isEmpty()) {
      return say(
          Cause.HOST_AWAY,
          "waits: no worker of role " + job.targetLabel() + " lives",
          "waits: no worker of its role lives");
    }
    String host = facts.host().get();
    if (facts.sighting().filter(Sighting::isAlive).isPresent()) {
      String queue = job.target().map(Target::queue).orElse("its queue");
      told.add(Evidence.of("to move it", "cl queue move " + queue + " ROLE"));
      return say(
          Cause.NOT_SERVED,
          "waits: " + host + " has a worker, but none that takes jobs from " + queue,
          "waits: queue not served");
    }
    return facts
        .sighting()
        .map(Sighting::last)
        .map(
            at ->
                say(
                    Cause.HOST_AWAY,
                    "waits: " + host + " is away since " + utc(at),
                    "waits: host away"))
        .orElseGet(
            () ->
                say(
                    Cause.HOST_NEVER_SEEN,
                    "waits: no worker of " + host + " was ever seen",
                    "waits: host never seen"));
  }

  private Answer waitingInLine() {
    Optional<String> pause = pause();
    if (pause.isPresent()) {
      return say(
          Cause.CLAIMS_PAUSED,
          "waits: %s takes no jobs: %s".formatted(facts.host().orElse("its role"), pause.get()),
          "waits: takes no jobs: " + pause.get());
    }
    boolean isBusy =
        facts.workers().stream()
            .allMatch(worker -> worker.running().size() >= worker.concurrency());
    List<RunningJob> running =
        facts.workers().stream().flatMap(worker -> worker.running().stream()).toList();
    running.stream()
        .limit(MOST_NAMED)
        .forEach(other -> told.add(Evidence.at("runs", other.started(), other.id())));
    facts
        .ahead()
        .ifPresent(count -> told.add(Evidence.of("before it in line", String.valueOf(count))));
    if (isBusy && !running.isEmpty()) {
      int slots = facts.workers().stream().mapToInt(Heartbeat::concurrency).sum();
      String names = Text.listing(running.stream().map(RunningJob::id).toList(), MOST_NAMED);
      return say(
          Cause.SLOTS_BUSY,
          "waits: all %d slots%s are busy with %s".formatted(slots, ofHost(), names),
          "waits: all slots busy");
    }
    String ahead =
        facts
            .ahead()
            .map(count -> count == 0 ? "it is next" : count + " before it")
            .orElse("a slot is free");
    return say(Cause.IN_LINE, "waits in line" + ofHost() + ": " + ahead, "waits in line");
  }

  /** Why none of its workers takes jobs of its role; empty: one does. */
  private Optional<String> pause() {
    List<String> pauses =
        facts.workers().stream()
            .map(worker -> job.target().map(Target::role).map(worker.paused()::get))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    boolean isTaken =
        facts.workers().stream()
            .anyMatch(worker -> job.target().map(Target::role).map(worker.paused()::get).isEmpty());
    return isTaken ? Optional.empty() : Optional.of(String.join("; ", pauses));
  }

  private String ofHost() {
    return facts.host().map(host -> " of " + host).orElse("");
  }
}
