// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Wire;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastTest {

  private static final List<String> NODES = List.of("celery@web01", "web01");
  private static final String CLIENT = "0123abcd-0123-3abc-8123-0123456789ab";

  private final Map<String, Object> body = new HashMap<>();

  private byte[] message() {
    body.putIfAbsent("method", "ping");
    String base64 = Base64.getEncoder().encodeToString(Wire.json(body).getBytes(UTF_8));
    return Wire.json(Map.of("body", base64, "properties", Map.of("body_encoding", "base64")))
        .getBytes(UTF_8);
  }

  private Optional<Broadcast> parsed() {
    return Broadcast.parse(message(), NODES);
  }

  private void asks(Object exchange, Object client, Object ticket) {
    body.put("reply_to", Map.of("exchange", exchange, "routing_key", client));
    body.put("ticket", ticket);
  }

  @Test
  void a_command_to_all_is_read() {
    body.put("arguments", Map.of("task_id", "a"));
    asks("reply.celery.pidbox", CLIENT, "ticket");

    assertThat(parsed())
        .contains(
            new Broadcast(
                "ping",
                Map.of("task_id", "a"),
                Optional.of(new Broadcast.ReplyTo(CLIENT, "ticket"))));
  }

  @Test
  void a_command_to_others_is_not_for_this_worker() {
    body.put("destination", List.of("celery@web02"));
    assertThat(parsed()).isEmpty();
    body.put("destination", List.of("celery@web02", "celery@web01"));
    assertThat(parsed()).isPresent();
    body.put("destination", List.of());
    body.put("pattern", "celery@db*");
    body.put("matcher", "glob");
    assertThat(parsed()).isEmpty();
    body.put("pattern", "celery@web*");
    assertThat(parsed()).isPresent();
    body.put("matcher", "pcre");
    assertThat(parsed()).as("a regular expression may take for ever").isEmpty();
  }

  @Test
  void only_a_list_that_kombu_itself_names_is_replied_to() {
    asks("reply.celery.pidbox", "web_tasks", "t");
    assertThat(parsed()).isEmpty();
    asks("web_tasks", CLIENT, "t");
    assertThat(parsed()).isEmpty();
    asks("reply.celery.pidbox", CLIENT + "x", "t");
    assertThat(parsed()).isEmpty();
    asks("reply.celery.pidbox", CLIENT, "t".repeat(1000));
    assertThat(parsed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{}", "{\"body\":7}", "{\"body\":\"e30=\"}"})
  void what_is_no_command_is_nothing(String text) {
    assertThat(Broadcast.parse(text.getBytes(UTF_8), NODES)).isEmpty();
  }

  @Test
  void a_long_message_is_not_read() {
    body.put("arguments", Map.of("x", "y".repeat(Broadcast.MAX_LENGTH)));

    assertThat(parsed()).isEmpty();
  }

  @Test
  void damaged_commands_are_never_thrown_at_the_listener() {
    asks("reply.celery.pidbox", CLIENT, "t");
    byte[] good = message();
    Random random = new Random(3);
    int read = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      read += Broadcast.parse(bad, NODES).isPresent() ? 1 : 0;
    }
    assertThat(read).isBetween(1, 4999);
  }
}
