// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.task.spawn.Channel;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutputFlusherIT {

  private static final Target LIST = new Target("web", "web_tasks", Optional.of("web01"));

  @Test
  void a_job_whose_output_redis_refuses_is_named_once() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.worker");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of())) {
      ClConfig config = config(server.url());
      try (Redis redis = Redis.connect(config.redis())) {
        RedisAvailability outage = new RedisAvailability(InstantSource.system());
        OutputFlusher outputs = new OutputFlusher(outage);
        OutputLog output = new OutputLog(redis, Duration.ofDays(1));
        List<JobAttempt> attempts =
            List.of(attempt(config, output, "a"), attempt(config, output, "b"));
        redis.jedis().configSet("maxmemory", "1");
        logger.addAppender(log);

        for (int i = 0; i < 5; i++) {
          attempts.forEach(attempt -> attempt.output().onOutput(Channel.STDOUT, "x\n"));
          outputs.store(attempts);
        }
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(line -> line.getMDCPropertyMap().get("job"))
        .containsExactly("a", "b");
    assertThat(log.list.get(0).getMDCPropertyMap())
        .containsEntry("attempt", "1")
        .containsEntry("host", "web01")
        .containsKey("trace");
  }

  @Test
  void nothing_is_looked_for_while_no_job_runs() {
    OutputFlusher outputs = new OutputFlusher(new RedisAvailability(InstantSource.system()));
    CompletableFuture<Void> wait =
        CompletableFuture.runAsync(
            () -> {
              try {
                outputs.await(List.of());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await().pollDelay(Duration.ofMillis(300)).until(() -> !wait.isDone());

    outputs.begun();

    assertThat(wait).succeedsWithin(Duration.ofSeconds(5));
  }

  private static JobAttempt attempt(ClConfig config, OutputLog log, String id) {
    Job job = Job.unknown(id, LIST).asking("talk", List.of(), Map.of());
    return new JobAttempt(
        new Claim(job, "", "w1", "w1#1"),
        new Admission.Admitted(config.task("talk").orElseThrow(), Map.of(), Conditions.NONE),
        new WorkerIdentity(
            "w1", "web01", config.roles().get("web"), config.roles().get("web").queue(), "redis"),
        new Begin.Run(1, 0, Instant.EPOCH),
        new JobAttempt.Live(
            log,
            Spans.NONE,
            (claim, zone) -> {
              throw new AssertionError("asked for facts");
            }));
  }

  private static ClConfig config(String url) {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01]}
        tasks:
          talk: {command: [echo]}
        schedules: {}
        """
            .formatted(url);
    return TestSite.config(text);
  }
}
