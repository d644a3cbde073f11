// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.Target;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.testing.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.args.ClientPauseMode;

/** One worker and one Beat live through everything that can happen to a Redis. */
@Tag("chaos")
@TestInstance(Lifecycle.PER_CLASS)
class RedisFaultsIT {

  /** How long a fault lasts at least, so that its cost can be measured. */
  private static final Duration LASTS = Duration.ofMillis(1500);

  private static final Duration NOTICED = Duration.ofSeconds(5);
  private static final Duration BACK = Duration.ofSeconds(5);

  /** What makes Redis useless for us, and what mends it: functions that hold nothing. */
  @SuppressWarnings("ImmutableEnumChecker")
  enum Fault {
    REFUSED(s -> s.network().inflict(FaultProxy.Fault.REFUSE), s -> s.network().heal()),
    RESET(s -> s.network().inflict(FaultProxy.Fault.RESET), s -> s.network().heal()),
    BLACK_HOLE(s -> s.network().inflict(FaultProxy.Fault.BLACK_HOLE), s -> s.network().heal()),
    HALF_OPEN(s -> s.network().inflict(FaultProxy.Fault.HALF_OPEN), s -> s.network().heal()),
    CONNECTIONS_FORGOTTEN(
        s -> s.network().inflict(FaultProxy.Fault.BLACK_HOLE), s -> s.network().forget()),
    PAUSED(
        s -> s.admin().clientPause(FaultSite.PAUSE.toMillis(), ClientPauseMode.ALL),
        s -> s.admin().ping()),
    ASLEEP(FaultSite::putServerToSleep, s -> s.admin().ping()),
    STOPPED(FaultSite::stopServer, FaultSite::startServer),
    READ_ONLY_REPLICA(s -> s.admin().replicaof("127.0.0.1", 1), s -> s.admin().replicaofNoOne()),
    REPLICA_WITHOUT_MASTER(
        s -> {
          s.admin().configSet("replica-serve-stale-data", "no");
          s.admin().replicaof("127.0.0.1", 1);
        },
        s -> {
          s.admin().replicaofNoOne();
          s.admin().configSet("replica-serve-stale-data", "yes");
        }),
    OUT_OF_MEMORY(
        s -> s.admin().configSet("maxmemory", "1"), s -> s.admin().configSet("maxmemory", "0")),
    PASSWORD_CHANGED(
        s -> {
          s.admin().configSet("requirepass", "another");
          s.killConnections();
        },
        s -> s.admin().configSet("requirepass", "")),
    NO_PERMISSION(
        s -> s.admin().aclSetUser("default", "-@write"),
        s -> s.admin().aclSetUser("default", "+@write"));

    private final Consumer<FaultSite> inflict;
    private final Consumer<FaultSite> heal;

    Fault(Consumer<FaultSite> inflict, Consumer<FaultSite> heal) {
      this.inflict = inflict;
      this.heal = heal;
    }
  }

  private FaultSite site;

  @BeforeAll
  void start(@TempDir Path directory) {
    site = new FaultSite(directory);
    await().atMost(Duration.ofSeconds(20)).until(() -> site.down().isEmpty());
    site.awaitEnd(site.submit(FaultSite.HOST), Duration.ofSeconds(20));
  }

  @AfterAll
  void stop() throws IOException {
    site.close();
  }

  @ParameterizedTest
  @EnumSource
  void one_line_when_redis_goes_and_one_when_it_returns(Fault fault) {
    site.log().clear();
    Duration cpuBefore = FaultSite.cpuOfCamelThreads();
    Instant begin = Instant.now();

    fault.inflict.accept(site);
    Duration down;
    try {
      await("health down").atMost(NOTICED).until(() -> !site.down().isEmpty());
      down = age(begin);
      await().atMost(LASTS.multipliedBy(2)).until(() -> age(begin).compareTo(LASTS) > 0);
    } catch (ConditionTimeoutException e) {
      fault.heal.accept(site);
      throw e;
    }
    Duration cpu = FaultSite.cpuOfCamelThreads().minus(cpuBefore);
    Duration lasted = age(begin);
    List<String> during = site.log().aboutRedis();
    fault.heal.accept(site);
    Instant healed = Instant.now();
    List<String> jobs = site.submit(List.of(FaultSite.HOST, FaultSite.ANY));
    jobs.forEach(job -> site.awaitEnd(job, Duration.ofSeconds(15)));
    Duration back = age(healed);
    await("health up").atMost(BACK).until(() -> site.down().isEmpty());

    assertThat(jobs).extracting(site::outcome).containsOnly("ok");
    assertThat(back).as("back to work").isLessThan(BACK);
    assertThat(during).as("one clear line").hasSize(1);
    assertThat(during.get(0)).startsWith("WARN io.celeryroot.redis: ").contains(": redis://");
    assertThat(site.log().aboutRedis()).as("one line when it returns").hasSize(2);
    assertThat(site.log().aboutRedis().get(1)).startsWith("INFO io.celeryroot.redis: answers");
    assertThat(cpu).as("CPU time in " + lasted).isLessThan(lasted.dividedBy(5));
    System.out.printf(
        Locale.ROOT,
        "fault=%s down=%dms back=%dms cpu=%dms of %dms: %s%n",
        fault,
        down.toMillis(),
        back.toMillis(),
        cpu.toMillis(),
        lasted.toMillis(),
        during);
  }

  @Test
  void a_slow_network_is_no_outage() {
    site.log().clear();

    site.network().inflict(FaultProxy.Fault.DELAY);
    String job = site.submit(FaultSite.ANY);
    site.awaitEnd(job, Duration.ofSeconds(15));
    site.network().heal();

    assertThat(site.outcome(job)).isEqualTo("ok");
    assertThat(site.log().aboutRedis()).isEmpty();
  }

  @Test
  void constantly_killed_connections_lose_no_job_and_fill_no_log() {
    site.log().clear();
    Instant begin = Instant.now();
    List<String> jobs = new ArrayList<>();

    await()
        .atMost(LASTS.multipliedBy(3))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              jobs.addAll(resubmit());
              site.killConnections();
              return age(begin).compareTo(LASTS) > 0;
            });
    jobs.forEach(job -> site.awaitEnd(job, Duration.ofSeconds(15)));

    assertThat(jobs).hasSizeGreaterThan(5).extracting(site::outcome).containsOnly("ok");
    assertThat(site.log().aboutRedis()).as(site.log().aboutRedis().toString()).hasSizeLessThan(50);
    await("health up").atMost(BACK).until(() -> site.down().isEmpty());
  }

  private List<String> resubmit() {
    try {
      return site.submit(List.of(FaultSite.ANY));
    } catch (QueueUnavailable e) {
      return List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"web_tasks", "{web_tasks}.web01"})
  void a_spoiled_list_is_logged_once_and_spares_the_other(String key) {
    site.log().clear();
    Target other = key.equals("web_tasks") ? FaultSite.HOST : FaultSite.ANY;
    Duration cpuBefore = FaultSite.cpuOfCamelThreads();
    Instant begin = Instant.now();

    site.admin().set(key, "not a list");
    await("health down").atMost(NOTICED).until(() -> site.down().contains(key));
    String job = site.submit(other);
    site.awaitEnd(job, BACK);
    await().atMost(LASTS.multipliedBy(2)).until(() -> age(begin).compareTo(LASTS) > 0);
    List<String> during = site.log().aboutRedis();
    Duration cpu = FaultSite.cpuOfCamelThreads().minus(cpuBefore);
    site.admin().del(key);
    Instant healed = Instant.now();
    String late = site.submit(key.equals("web_tasks") ? FaultSite.ANY : FaultSite.HOST);
    site.awaitEnd(late, Duration.ofSeconds(15));

    assertThat(age(healed)).isLessThan(BACK);
    // Beat's reconciler may have looked at it, too.
    assertThat(during).hasSizeBetween(1, 2).allMatch(line -> line.contains(key));
    assertThat(during.get(0))
        .startsWith("ERROR ")
        .contains(key, "holds a value of another type; delete or rename the key");
    await("health up").atMost(BACK).until(() -> site.down().isEmpty());
    assertThat(site.log().aboutRedis())
        .filteredOn(line -> line.endsWith(key + ": jobs of it are run again"))
        .hasSize(1);
    assertThat(cpu).isLessThan(LASTS.dividedBy(5));
  }

  @Test
  void a_retry_refused_by_a_spoiled_key_comes_back_later() {
    String key = "{web_tasks}.web01:delayed";
    site.log().clear();
    site.admin().set(key, "not a set");
    String job;
    List<String> during;
    try {
      job = site.submit("flaky", List.of(FaultSite.HOST)).get(0);
      await("refused").until(() -> site.log().all().toString().contains(key));
      site.awaitEnd(site.submit(FaultSite.HOST), BACK);
      during = site.log().aboutRedis();
    } finally {
      site.admin().del(key);
    }
    site.awaitEnd(job, WorkerSession.RECOVER_EVERY.multipliedBy(3));

    assertThat(site.outcome(job)).startsWith("failed");
    assertThat(site.attempts(job)).isEqualTo(2);
    assertThat(during).singleElement().asString().contains(key, "delete or rename the key");
  }

  private static Duration age(Instant since) {
    return Duration.between(since, Instant.now());
  }
}
