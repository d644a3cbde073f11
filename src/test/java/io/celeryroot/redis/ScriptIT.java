// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.TestRedis;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

@Timeout(20)
class ScriptIT {

  @RegisterExtension final TestRedis server = TestRedis.own();

  @Test
  void many_calls_of_a_script_that_redis_does_not_know_are_each_sent_once() {
    Redis redis = server.redis();
    redis.jedis().lpush("list7", "a", "b");
    List<String> keys = IntStream.range(0, 100).mapToObj(i -> "list" + i).toList();
    try (Jedis admin = new Jedis(server.url())) {
      admin.scriptFlush();
      admin.configResetStat();
    }

    List<Object> answers = redis.call("counting", jedis -> Script.COUNT.runForEach(jedis, keys));

    assertThat(answers).hasSize(100);
    assertThat(answers.get(7)).isEqualTo(List.of(2L));
    assertThat(answers.get(8)).isEqualTo(List.of(0L));
    assertThat(redis.jedis().info("commandstats"))
        .containsPattern("cmdstat_llen:calls=100,")
        .doesNotContainPattern("failed_calls=[1-9]");
  }
}
