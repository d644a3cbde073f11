// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;

@Timeout(20)
class SharedRoundTripsTest {

  private static final Duration LONG = Duration.ofSeconds(15);
  private static final List<String> STUCK = List.of("stuck0", "stuck1", "stuck2", "stuck3");

  private final CommandObjects commands = new CommandObjects(RedisProtocol.RESP2);
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final Queue<String> alone = new ConcurrentLinkedQueue<>();
  private final Queue<List<String>> trips = new ConcurrentLinkedQueue<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final Queue<Boolean> closedAsBroken = new ConcurrentLinkedQueue<>();
  private boolean isReachable = true;
  private SharedRoundTrips shared = shared(LONG);

  @AfterEach
  void letGo() throws InterruptedException {
    stuck.countDown();
    for (Thread thread : threads.values()) {
      thread.join();
    }
  }

  @Test
  void commands_that_wait_share_one_round_trip_and_each_gets_its_answer() {
    occupy();
    List<String> five = IntStream.range(0, 5).mapToObj(i -> "k" + i).toList();
    five.forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(five));
    assertThat(trips).hasSize(1);
    assertThat(trips.peek()).containsExactlyInAnyOrderElementsOf(five);
    five.forEach(key -> assertThat(answers).containsEntry(key, "value of " + key));
  }

  @Test
  void a_command_that_meets_no_other_is_sent_at_once() {
    ask("k");

    await().until(() -> answers.containsKey("k"));
    assertThat(alone).containsExactly("k");
    assertThat(trips).isEmpty();
  }

  @Test
  void a_refusal_is_told_to_its_command_only() {
    occupy();
    List.of("a", "refused", "b").forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(List.of("a", "refused", "b")));
    assertThat(answers)
        .containsEntry("a", "value of a")
        .containsEntry("refused", "JedisDataException: ERR no")
        .containsEntry("b", "value of b");
  }

  @Test
  void when_the_connection_breaks_those_without_an_answer_are_told() {
    occupy();
    List.of("a", "broken", "b").forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(List.of("a", "broken", "b")));
    assertThat(answers)
        .containsEntry("a", "value of a")
        .containsEntry("broken", "JedisConnectionException: gone")
        .containsEntry("b", "JedisConnectionException: gone");
    assertThat(alone).containsExactlyInAnyOrderElementsOf(STUCK);
  }

  @Test
  void a_connection_with_answers_that_nobody_has_read_is_not_used_again() {
    occupy();
    List.of("a", "memory", "b").forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(List.of("a", "memory", "b")));
    assertThat(answers.values()).contains("OutOfMemoryError: no room");
    assertThat(closedAsBroken).containsExactly(true);
  }

  @Test
  void a_connection_whose_answers_were_all_read_is_used_again() {
    occupy();
    List.of("a", "refused").forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(List.of("a", "refused")));
    assertThat(closedAsBroken).containsExactly(false);
  }

  @Test
  void when_there_is_no_connection_each_is_told() {
    occupy();
    isReachable = false;
    List.of("a", "b").forEach(this::ask);

    stuck.countDown();

    await().until(() -> answers.keySet().containsAll(List.of("a", "b")));
    assertThat(answers)
        .containsEntry("a", "JedisConnectionException: not reachable")
        .containsEntry("b", "JedisConnectionException: not reachable");
  }

  @Test
  void a_command_waits_for_others_without_an_answer_only_so_long() {
    shared = shared(Duration.ofMillis(5));
    occupy();

    ask("k");

    await().until(() -> answers.containsKey("k"));
    assertThat(alone).contains("k");
  }

  @Test
  void an_interrupted_thread_sends_its_command_alone() {
    occupy();
    ask("k");

    threads.get("k").interrupt();

    await().until(() -> answers.containsKey("k"));
    assertThat(alone).contains("k");
  }

  @Test
  void a_command_that_blocks_holds_up_nobody() {
    occupy();

    assertThat(shared.executeCommand(commands.blpop(1.0, "list"))).isNull();
  }

  /** Makes all round trips busy with commands that have no answer yet. */
  private void occupy() {
    STUCK.forEach(this::ask);
    await().until(() -> alone.containsAll(STUCK));
  }

  /** Asks in a thread of its own, which waits when this returns unless it has its answer. */
  private void ask(String key) {
    Thread thread =
        new Thread(
            () -> {
              try {
                answers.put(key, shared.executeCommand(commands.get(key)));
              } catch (RuntimeException | OutOfMemoryError e) {
                answers.put(key, e.getClass().getSimpleName() + ": " + e.getMessage());
              }
            });
    threads.put(key, thread);
    thread.start();
    await()
        .until(
            () ->
                List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
                    .contains(thread.getState()));
  }

  private SharedRoundTrips shared(Duration longestWait) {
    return new SharedRoundTrips(new Connections(), new Alone(), longestWait);
  }

  private static String key(CommandArguments command) {
    return new String(command.get(1).getRaw(), UTF_8);
  }

  private final class Alone implements CommandExecutor {

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
      if (command.getArguments().isBlocking()) {
        return null;
      }
      String key = key(command.getArguments());
      alone.add(key);
      try {
        assertThat(!STUCK.contains(key) || stuck.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return command.getBuilder().build(("value of " + key).getBytes(UTF_8));
    }

    @Override
    public void close() {}
  }

  private final class Connections implements ConnectionProvider {

    @Override
    public Connection getConnection() {
      if (!isReachable) {
        throw new JedisConnectionException("not reachable");
      }
      return new Recorded();
    }

    @Override
    public Connection getConnection(CommandArguments command) {
      return getConnection();
    }

    @Override
    public void close() {}
  }

  /** Answers what a server would. */
  private final class Recorded extends Connection {

    private final List<String> sent = new ArrayList<>();
    private final Queue<String> unanswered = new ArrayDeque<>();

    Recorded() {
      trips.add(sent);
    }

    @Override
    public void sendCommand(CommandArguments command) {
      sent.add(key(command));
      unanswered.add(key(command));
    }

    @Override
    public List<Object> getMany(int count) {
      return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    private Object next() {
      String key = unanswered.remove();
      if (key.equals("broken")) {
        throw new JedisConnectionException("gone");
      }
      if (key.equals("memory")) {
        throw new OutOfMemoryError("no room");
      }
      return key.equals("refused")
          ? new JedisDataException("ERR no")
          : ("value of " + key).getBytes(UTF_8);
    }

    @Override
    public void close() {
      closedAsBroken.add(isBroken());
    }
  }
}
