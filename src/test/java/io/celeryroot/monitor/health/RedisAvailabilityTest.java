// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisAvailabilityTest {

  private final QueueUnavailable failure =
      new QueueUnavailable("claiming", "redis://h:6379", "connection refused", null);

  private final QueueUnavailable broken =
      new QueueUnavailable(
          "claiming",
          "redis://h:6379",
          "Unexpected end of stream",
          new JedisConnectionException("Unexpected end of stream"));

  private final QueueUnavailable wrongType =
      new QueueUnavailable(
          "claiming",
          "redis://h:6379",
          "the key holds a value of another type",
          new JedisDataException("WRONGTYPE Operation against a key"));

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.redis");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Instant now = Instant.EPOCH;
  private final RedisAvailability outage = new RedisAvailability(() -> now);

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void a_call_sent_before_the_end_of_an_outage_begins_no_other() {
    long sent = System.nanoTime();
    outage.failed(failure.begunAt(System.nanoTime()));
    outage.over();

    outage.failed(failure.begunAt(sent));
    assertThat(outage.reason()).isEmpty();

    outage.failed(failure.begunAt(System.nanoTime()));
    assertThat(outage.reason()).contains("connection refused");
  }

  @Test
  void one_line_when_redis_goes_and_one_when_it_returns() {
    for (int i = 0; i < 1000; i++) {
      outage.failed(failure);
    }
    outage.over();
    outage.over();

    assertThat(messages())
        .containsExactly(
            "claiming: redis://h:6379: connection refused; trying again until it answers",
            "answers again after 0 s");
  }

  @Test
  void one_broken_connection_is_no_outage() {
    outage.failed(broken);
    outage.over();
    outage.failed(broken);

    assertThat(messages()).isEmpty();
    assertThat(outage.since()).isEmpty();
  }

  @Test
  void one_broken_connection_of_each_thread_is_no_outage() throws InterruptedException {
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> outage.failed(broken));
      thread.start();
      thread.join();
    }

    assertThat(messages()).isEmpty();
    assertThat(outage.since()).isEmpty();
  }

  @Test
  void a_thread_whose_second_connection_is_broken_too_has_found_an_outage() {
    outage.failed(broken);
    outage.failed(broken);

    assertThat(outage.since()).isPresent();
  }

  @Test
  void what_began_before_an_outage_does_not_end_it() {
    Optional<Instant> before = outage.since();
    outage.failed(failure);

    outage.over(before);

    assertThat(outage.since()).isPresent();
  }

  @Test
  void a_refusal_is_an_outage_at_once_and_its_reason_is_known() {
    outage.failed(failure);

    assertThat(messages()).hasSize(1);
    assertThat(outage.reason()).contains("connection refused");
  }

  @Test
  void a_key_of_the_wrong_type_is_no_outage_and_said_once() {
    for (int i = 0; i < 100; i++) {
      outage.failed(wrongType);
      outage.over();
    }

    assertThat(messages())
        .containsExactly(
            "claiming: redis://h:6379: the key holds a value of another type; delete or rename the"
                + " key");
    assertThat(outage.since()).isEmpty();
  }

  @Test
  void a_key_of_the_wrong_type_is_said_again_after_an_hour() {
    outage.failed(wrongType);
    now = now.plusSeconds(3601);
    outage.failed(wrongType);

    assertThat(messages()).hasSize(2);
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void what_the_one_who_runs_redis_can_do_is_said() {
    outage.failed(
        new QueueUnavailable(
            "claiming",
            "redis://h:6379",
            "cannot save its data",
            new JedisDataException("MISCONF Redis is configured to save RDB snapshots")));

    assertThat(log.list.get(0).getFormattedMessage())
        .contains("cannot save its data; fix: free its disk ")
        .endsWith("; trying again until it answers");
  }
}
