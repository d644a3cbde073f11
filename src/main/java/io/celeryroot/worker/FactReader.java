// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.condition.Facts;
import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Quantity;
import io.celeryroot.condition.Unmeasurable;
import io.celeryroot.config.condition.Quantities;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.LastRun;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.redis.Isolated;
import io.celeryroot.task.fact.HostFacts;
import io.celeryroot.task.fact.Measurements;
import io.celeryroot.task.fact.Services;
import io.celeryroot.task.fact.TimeLimit;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Shortage;
import io.celeryroot.text.UnreadableValue;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Reads the facts of this host for its jobs: from the kernel, systemd, Redis, and tasks that run
 * for them. Each is measured within a time limit, and once for each job. Thread-safe.
 */
final class FactReader {

  /** Longest time of one fact. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** Most facts that are measured at a time or hang. */
  private static final int MOST = 16;

  private static final int LONGEST_REASON = 120;

  private final String host;
  private final LastRuns lastRuns;
  private final PersistentWriter redis;
  private final FactTasks tasks;
  private final TimeLimit limit = new TimeLimit(LONGEST, MOST);
  private final HostFacts system = new HostFacts(Path.of("/proc"), InstantSource.system());
  private final Services services = new Services(LONGEST);
  private final Isolated isolated = new Isolated(spoiled -> {});

  /**
   * @param host of this worker
   * @param redis asks again while Redis is away
   * @param tasks run tasks for facts
   */
  FactReader(String host, LastRuns lastRuns, PersistentWriter redis, FactTasks tasks) {
    this.host = host;
    this.lastRuns = lastRuns;
    this.redis = redis;
    this.tasks = tasks;
  }

  /** The facts for one job, each measured when it is first asked for. */
  Facts of(Claim claim, ZoneId zone) {
    return new OfJob(claim, zone);
  }

  /** The facts for a task that itself runs for a fact. */
  static Facts none(Claim claim, ZoneId zone) {
    return (use, kind) -> {
      throw new Unmeasurable(use, "asked for by a task that runs for a fact");
    };
  }

  /** Ends the tasks that run for facts. */
  void endAll(JobAttempt.End why) {
    tasks.endAll(why);
  }

  /** A fact that was measured or could not be; of a task its output. */
  private record Measured(FactUse use, Optional<Quantity> value, String reason) {}

  /** Confined to the thread of its job. */
  private final class OfJob implements Facts {

    private final Claim claim;
    private final ZoneId zone;
    private final List<Measured> known = new ArrayList<>();

    OfJob(Claim claim, ZoneId zone) {
      this.claim = claim;
      this.zone = zone;
    }

    @Override
    public Quantity value(FactUse use, Kind kind) throws InterruptedException {
      Measured measured = measured(use);
      Quantity value = measured.value().orElseThrow(() -> new Unmeasurable(use, measured.reason()));
      return use.fact() == Fact.TASK ? read(use, kind, value.word()) : value;
    }

    private Measured measured(FactUse use) throws InterruptedException {
      for (Measured before : known) {
        if (before.use().isSameAs(use)) {
          return before;
        }
      }
      Measured now;
      try {
        now = new Measured(use, Optional.of(measure(use)), "");
      } catch (Unmeasurable e) {
        now = new Measured(use, Optional.empty(), e.reason());
      }
      known.add(now);
      return now;
    }

    private Quantity measure(FactUse use) throws InterruptedException {
      return switch (use.fact()) {
        case LAST_SUCCESS_AGE ->
            lastRun(use).sinceSuccess().map(Measurements::duration).orElse(Quantity.NEVER);
        case LAST_OUTCOME ->
            Quantity.word(Kind.OUTCOME, lastRun(use).outcome().orElse(Quantities.NEVER));
        case COMMAND_OK -> Quantity.of(tasks.isOk(use, claim, limit));
        case TASK -> Quantity.word(Kind.TEXT, tasks.output(use, claim, limit));
        case SERVICE_ACTIVE -> limited(use, () -> Quantity.of(services.isActive(use.argument())));
        default -> limited(use, () -> system.measure(use.fact(), use.argument(), zone));
      };
    }
  }

  private LastRun lastRun(FactUse use) throws InterruptedException {
    return redis
        .untilStored(() -> isolated.get(() -> lastRuns.read(host, use.argument())))
        .orElseThrow(() -> new Unmeasurable(use, "something else lies at its key in Redis"));
  }

  private Quantity limited(FactUse use, Callable<Quantity> look) throws InterruptedException {
    try {
      return limit.call(look);
    } catch (TimeLimit.Exceeded e) {
      throw new Unmeasurable(use, e.getMessage());
    } catch (ExecutionException e) {
      throw new Unmeasurable(use, reason(e.getCause()));
    }
  }

  private static String reason(Throwable failure) {
    if (failure instanceof OutOfMemoryError error) {
      throw error;
    }
    Shortage.check(failure);
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return Quote.oneLine(
        message == null ? failure.getClass().getSimpleName() : message, LONGEST_REASON);
  }

  /** Reads the output of a task as the kind of quantity that it is compared with. */
  private static Quantity read(FactUse use, Kind kind, String output) {
    try {
      return Quantities.output(kind, output);
    } catch (UnreadableValue e) {
      throw new Unmeasurable(
          use,
          "task %s printed %s, not %s".formatted(use.argument(), Quote.of(output), kind.words()));
    }
  }
}
