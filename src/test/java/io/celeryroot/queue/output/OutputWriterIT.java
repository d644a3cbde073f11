// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Keys;
import io.celeryroot.queue.output.OutputPiece.Channel;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

class OutputWriterIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final String JOB = "a";

  @Test
  void a_new_attempt_leaves_the_newest_of_what_was_printed_before() {
    Redis redis = server.redis();
    OutputLog log = new OutputLog(redis, TestRedis.KEPT);
    OutputWriter first = new OutputWriter(log, JOB, 1, "web1", 100_000);
    for (int i = 0; i < 5; i++) {
      first.write(pieces(piece(i * 1000L, "x".repeat(1000))));
    }

    new OutputWriter(log, JOB, 2, "web1", 6000).write(pieces(piece(0, "second")));

    assertThat(log.read(JOB, OutputLog.START, 9))
        .extracting(entry -> entry.attempt() + " " + entry.piece().position())
        .containsExactly("1 3000", "1 4000", "2 0");
  }

  @Test
  void what_others_have_put_there_is_not_read_however_much_it_is() {
    Redis redis = server.redis();
    OutputLog log = new OutputLog(redis, TestRedis.KEPT);
    byte[] key = Keys.output(JOB).getBytes(UTF_8);
    Map<byte[], byte[]> entry = Map.of(new byte[] {'x'}, new byte[1 << 20]);
    for (int i = 0; i < 50; i++) {
      redis.jedis().xadd(key, XAddParams.xAddParams(), entry);
    }

    new OutputWriter(log, JOB, 2, "web1", 32_000).write(pieces(piece(0, "second")));

    assertThat(redis.jedis().xrange(Keys.output(JOB), (StreamEntryID) null, null)).hasSize(1);
  }

  @Test
  void many_pieces_are_stored_a_bounded_number_at_a_time() {
    Redis redis = server.redis();
    OutputLog log = new OutputLog(redis, TestRedis.KEPT);
    Deque<OutputPiece> pieces = new ArrayDeque<>();
    for (int i = 0; i < OutputWriter.MOST_PIECES + 1; i++) {
      pieces.addLast(piece(i, "x"));
    }
    long before = evals(redis);

    new OutputWriter(log, JOB, 1, "web1", 512 << 10).write(pieces);

    assertThat(pieces).isEmpty();
    assertThat(evals(redis) - before).isEqualTo(2);
    assertThat(log.read(JOB, OutputLog.START, 9999)).hasSize(OutputWriter.MOST_PIECES + 1);
  }

  private static long evals(Redis redis) {
    String stats = redis.jedis().info("commandstats");
    return Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+).*?failed_calls=(\\d+)")
        .matcher(stats)
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)) - Long.parseLong(found.group(2)))
        .sum();
  }

  private static Deque<OutputPiece> pieces(OutputPiece piece) {
    return new ArrayDeque<>(List.of(piece));
  }

  private static OutputPiece piece(long position, String text) {
    return new OutputPiece(Channel.STDOUT, position, text);
  }
}
