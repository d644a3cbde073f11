// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.OutputPiece.Channel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

class OutputWriterIT {

  private static final String JOB = "a";

  @Test
  void a_new_attempt_leaves_the_newest_of_what_was_printed_before() {
    try (Redis redis = RedisForTests.connectToEmpty()) {
      OutputLog log = new OutputLog(redis, RedisForTests.KEPT);
      OutputWriter first = new OutputWriter(log, JOB, 1, "web1", 100_000);
      for (int i = 0; i < 5; i++) {
        first.write(List.of(piece(i * 1000L, "x".repeat(1000))));
      }

      new OutputWriter(log, JOB, 2, "web1", 6000).write(List.of(piece(0, "second")));

      assertThat(log.read(JOB, OutputLog.START, 9))
          .extracting(entry -> entry.attempt() + " " + entry.piece().position())
          .containsExactly("1 3000", "1 4000", "2 0");
    }
  }

  @Test
  void what_others_have_put_there_is_not_read_however_much_it_is() {
    try (Redis redis = RedisForTests.connectToEmpty()) {
      OutputLog log = new OutputLog(redis, RedisForTests.KEPT);
      byte[] key = Keys.output(JOB).getBytes(UTF_8);
      Map<byte[], byte[]> entry = Map.of(new byte[] {'x'}, new byte[1 << 20]);
      for (int i = 0; i < 50; i++) {
        redis.jedis().xadd(key, XAddParams.xAddParams(), entry);
      }

      new OutputWriter(log, JOB, 2, "web1", 32_000).write(List.of(piece(0, "second")));

      assertThat(redis.jedis().xrange(Keys.output(JOB), (StreamEntryID) null, null)).hasSize(1);
    }
  }

  private static OutputPiece piece(long position, String text) {
    return new OutputPiece(Channel.STDOUT, position, text);
  }
}
