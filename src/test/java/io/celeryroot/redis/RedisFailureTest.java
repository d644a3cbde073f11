// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

final class RedisFailureTest {

  @Test
  void a_server_older_than_seven_that_is_no_sentinel_is_told_as_such() {
    JedisException refusal =
        new JedisDataException("ERR unknown command `SENTINEL`, with args beginning with: `x`");

    assertThat(words(refusal)).isEqualTo("a server, not a Sentinel");
    assertThat(RedisFailure.fix(refusal))
        .hasValueSatisfying(fix -> assertThat(fix).contains("+sentinel"));
  }

  @Test
  void a_cluster_whose_slots_move_is_not_told_to_become_one() {
    JedisException tired = new JedisClusterOperationException("No more cluster attempts left.");
    tired.addSuppressed(new JedisMovedDataException("MOVED 1 h:1", new HostAndPort("h", 1), 1));

    assertThat(words(tired)).isEqualTo("No more cluster attempts left.");
    assertThat(RedisFailure.fix(tired)).isEmpty();
    assertThat(RedisFailure.isPassing(tired)).isTrue();
  }

  @Test
  void a_worker_without_descriptors_is_told_how_to_get_more() {
    JedisException failure =
        new JedisConnectionException("Failed", new SocketException("Too many open files"));

    assertThat(words(failure)).isEqualTo("Too many open files");
    assertThat(RedisFailure.fix(failure))
        .hasValueSatisfying(fix -> assertThat(fix).contains("LimitNOFILE="));
  }

  private static String words(JedisException failure) {
    return RedisFailure.inWords(failure, Duration.ofSeconds(2));
  }
}
