// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.KnownHosts;
import io.celeryroot.beat.reconcile.Reconciler;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.monitor.health.Watchdog;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Expiry;
import io.celeryroot.queue.Recovery;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.RunningConfigs;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of a Beat: reconciles schedules, ends waiting jobs that expired, requeues jobs of dead
 * workers. Thread-safe.
 */
public final class BeatMaintenance {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final Seals seals;
  private final EngineListener listener;
  private final KnownHosts knownHosts;
  private final RedisAvailability availability;
  private final Isolated isolated;
  private final Reconciler reconciler;
  private final VanishedJobs vanished;
  private final DefinitionLog definitions;
  private final Expiry expiry;
  private final QueueReader queues;
  private final Heartbeats heartbeats;
  private final Attempts attempts;
  private final List<Recovery> recoveries;
  private final RunningFile file;

  /** Why the file of orders cannot be used, as was told. */
  private Optional<String> untold = Optional.empty();

  /** Reports a Beat that has stopped looking at its schedules, which it does once a minute. */
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(150));

  BeatMaintenance(
      BeatSetup setup, KnownHosts knownHosts, Reconciler reconciler, VanishedJobs vanished) {
    Redis redis = setup.redis();
    this.config = setup.config();
    this.seals = redis.seals();
    this.listener = setup.listener();
    this.knownHosts = knownHosts;
    this.availability = setup.availability();
    this.isolated = new Isolated(availability::failed);
    this.reconciler = reconciler;
    this.vanished = vanished;
    this.attempts = setup.attempts().get();
    this.definitions = new DefinitionLog(redis, config);
    this.expiry = new Expiry(redis, attempts, this::runsUnsigned);
    this.queues = new QueueReader(redis);
    this.heartbeats = new Heartbeats(redis);
    this.recoveries =
        config.roles().values().stream()
            .map(role -> new Recovery(redis, attempts, role.name(), role.queue()))
            .toList();
    this.file =
        new RunningFile(
            config,
            setup.fingerprints(),
            setup.host(),
            new RunningConfigs(redis),
            new Orphans(redis, config));
  }

  /** Runs or records what was due and did not run, then ends waiting jobs that expired. */
  public synchronized void reconcile() {
    reconciler.reconcile(config.schedules().values());
    watchdog.seen();
    Set<KnownHost> known = knownHosts.read();
    for (Role role : config.roles().values()) {
      isolated.run(() -> expire(role, known));
    }
    isolated.run(vanished::look);
    tellOldOrders();
    isolated.run(definitions::record);
    isolated.run(heartbeats::prune);
    isolated.run(file::renew);
    availability.answered();
  }

  private void tellOldOrders() {
    for (String trouble : seals.seen().takeTroubles()) {
      LOG.warn("orders: {}: it does not hold; somebody else wrote to Redis", trouble);
      listener.foreign("order");
    }
    Optional<String> failure = seals.seen().failure();
    if (!failure.equals(untold)) {
      failure.ifPresentOrElse(
          why ->
              LOG.error(
                  "orders: {}; until it can be, one that was taken back could hold again after a"
                      + " restart",
                  why),
          () -> LOG.info("orders: the file of those that were seen can be written again"));
      untold = failure;
    }
  }

  private boolean runsUnsigned(Job job) {
    return JobSeal.mayBeUnsigned(job, config.roles().get(job.target().role()));
  }

  /** Expires jobs until none is left: one that waited for the slot of another may be next. */
  private void expire(Role role, Set<KnownHost> known) {
    List<Target> targets =
        Stream.concat(
                Stream.of(Optional.<String>empty()),
                hosts(role, known).distinct().map(Optional::of))
            .map(host -> new Target(role.name(), role.queue(), host))
            .toList();
    int ended;
    do {
      ended = expiry.expire(targets);
    } while (ended > 0);
  }

  /** Hosts that may have a queue: named in cl.yaml, seen with a worker, or given a job by name. */
  private Stream<String> hosts(Role role, Set<KnownHost> known) {
    Stream<String> seen =
        known.stream()
            .filter(host -> host.roles().contains(role.name()))
            .map(KnownHost::name)
            .filter(Target::isHostName);
    Stream<String> addressed =
        isolated.get(() -> queues.addressed(role.queue())).orElse(List.of()).stream();
    return Stream.of(role.namedHosts().stream(), seen, addressed).flatMap(names -> names);
  }

  /** Requeues jobs of dead workers, also of roles without a live worker. */
  public void recover() {
    recoveries.forEach(Recovery::sweep);
    attempts.tellBadMessages();
  }

  /** Reason why Beat is unhealthy; empty: it is healthy. */
  public Optional<String> trouble() {
    return availability
        .reason()
        .map("Redis does not answer: "::concat)
        .or(() -> watchdog.trouble("no look at the schedules"));
  }

  /** Starts the time limit for the first look. */
  public void watch() {
    watchdog.seen();
  }
}
