// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.cli.Cl;
import io.celeryroot.redis.QueueUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

final class RedisRetryTest {

  private static final String LAST = "the jobs continue; see: cl task result x";

  @TempDir Path directory;
  private final AtomicInteger asked = new AtomicInteger();

  private RedisRetry retry(Duration most) {
    return new RedisRetry(new Cl(directory).console(), most, LAST);
  }

  private Object fail(JedisException cause) {
    asked.incrementAndGet();
    throw new QueueUnavailable("reading results", "redis://h", "because", cause);
  }

  @Test
  void a_redis_that_stays_away_is_given_up_with_what_to_do() {
    RedisRetry retry = retry(Duration.ofMillis(1_600));

    assertThatThrownBy(() -> retry.ask(() -> fail(new JedisConnectionException("away"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("cl: reading results: redis://h: because\n" + LAST);
    assertThat(asked).hasValueGreaterThan(2);
  }

  @Test
  void the_longest_wait_is_also_the_longest_patience() {
    RedisRetry retry = retry(RedisRetry.WHILE_WAITING).within(Duration.ZERO);

    assertThatThrownBy(() -> retry.ask(() -> fail(new JedisConnectionException("away"))))
        .isInstanceOf(CommandFailure.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_refusal_is_not_asked_again_and_one_that_starts_is() {
    for (String refusal : new String[] {"NOAUTH Authentication required.", "NOPERM no"}) {
      asked.set(0);
      assertThatThrownBy(
              () ->
                  retry(RedisRetry.WHILE_WAITING).ask(() -> fail(new JedisDataException(refusal))))
          .isInstanceOf(CommandFailure.class);
      assertThat(asked).hasValue(1);
    }

    asked.set(0);
    assertThatThrownBy(
            () ->
                retry(Duration.ofMillis(100))
                    .ask(() -> fail(new JedisDataException("LOADING Redis is loading"))))
        .isInstanceOf(CommandFailure.class);
    assertThat(asked).hasValueGreaterThan(1);
  }
}
