// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Rights;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The rights that docs/redis-keys.md lists are those that the code uses, and they are enough. */
class RightsIT {

  private static final Path SOURCES = Path.of("src/main/java/io/celeryroot");
  private static final Path SCRIPTS = Path.of("src/main/resources/io/celeryroot/redis");

  /** What connections do by themselves, and a heartbeat of {@code spring-redis:}. */
  private static final Set<String> CONNECTION =
      Set.of("auth", "hello", "select", "client|setname", "info", "eval", "ping", "unsubscribe");

  private static final Pattern IN_SCRIPT = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");
  private static final Pattern IN_JAVA =
      Pattern.compile("\\b(?:j|jedis|pipeline)\\s*\\.([a-z][A-Za-z]+)\\(");

  /** Methods of Jedis that are not called like their commands, or are none. */
  private static final Map<String, String> METHODS =
      Map.of(
          "zrangeWithScores", "zrange", "sendCommand", "", "pipelined", "", "close", "", "id", "");

  @Test
  void the_page_lists_the_commands_that_the_code_uses() throws IOException {
    Set<String> used = new TreeSet<>(CONNECTION);
    found(SCRIPTS, IN_SCRIPT).forEach(name -> used.add(name.toLowerCase(Locale.ROOT)));
    found(SOURCES, IN_JAVA)
        .map(name -> METHODS.getOrDefault(name, name).toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .forEach(used::add);

    assertThat(listed())
        .as("write: %s", used.stream().map(name -> "+" + name).collect(Collectors.joining(" ")))
        .isEqualTo(used);
  }

  @Test
  void everything_works_with_these_rights_and_no_other() throws IOException {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Jedis admin = new Jedis("127.0.0.1", server.port())) {
      Rights.grant(admin);

      String url = "redis://celeryroot:PASSWORD@127.0.0.1:" + server.port();
      try (Redis redis = TestRedis.connect(url)) {
        Core.work(redis);

        assertThatThrownBy(() -> redis.jedis().flushAll()).hasMessageContaining("NOPERM");
        assertThatThrownBy(() -> redis.jedis().get("other")).hasMessageContaining("NOPERM");
        assertThatThrownBy(() -> redis.jedis().publish("other", "x"))
            .hasMessageContaining("NOPERM");
      }
      assertThat(admin.aclLog())
          .extracting(entry -> String.valueOf(entry.getlogEntry().get("object")))
          .filteredOn(object -> !object.startsWith("client"))
          .containsOnly("flushall", "other");
    }
  }

  private static Set<String> listed() throws IOException {
    return Arrays.stream(Rights.line().split(" ", -1))
        .filter(word -> word.startsWith("+"))
        .map(word -> word.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> found(Path directory, Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(RightsIT::text).toList().stream()
          .flatMap(text -> pattern.matcher(text).results())
          .map(match -> match.group(1));
    }
  }

  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readString(file, UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
