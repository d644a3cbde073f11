// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.job.Keys;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.job.notify.Told;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages on a real Redis, with several senders. */
class DeliveriesIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private final List<Notice> arrived = new CopyOnWriteArrayList<>();

  private NoticeBox box() {
    return new NoticeBox(server.redis());
  }

  private Deliveries sender(Delivery delivery) {
    return new Deliveries(
        box(),
        delivery,
        failure -> {
          throw failure;
        },
        Duration.ofMillis(300));
  }

  private Optional<String> arrive(Notice notice) {
    arrived.add(notice);
    return Optional.empty();
  }

  private static Notice notice(String receiver, String event, int number) {
    return new Notice(
        receiver,
        event,
        Map.of(
            MessageField.SUBJECT.key(),
            "s" + number,
            MessageField.TEXT.key(),
            "text " + number,
            MessageField.TIME.key(),
            Instant.now().toString()));
  }

  private void tell(String subject, Notice... notices) {
    box().tell(subject, told -> new News(told, List.of(notices)));
  }

  private static void look(NoticeBox box, Deliveries sender) {
    sender.send(box.due(sender.free(), sender.busy(), "", 0).groups());
  }

  private void awaitArrived(Deliveries sender, int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              look(box(), sender);
              return arrived.size() >= count;
            });
  }

  /** Lets time pass for the line of messages. */
  private void pass(Duration time) {
    Redis redis = server.redis();
    for (String group : redis.jedis().zrange(Keys.NOTICES, 0, -1)) {
      redis.jedis().zincrby(Keys.NOTICES, (double) -time.toMillis(), group);
    }
  }

  @Test
  void of_several_that_notice_an_event_one_tells_it() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> beats = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread beat =
          new Thread(
              () -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                box()
                    .tell(
                        "schedule s",
                        told ->
                            told.open("a").isEmpty()
                                ? new News(
                                    told.opened("a", Event.FAILED),
                                    List.of(notice("a", "failed", 1)))
                                : News.none(told));
              });
      beat.start();
      beats.add(beat);
    }
    go.countDown();
    for (Thread beat : beats) {
      beat.join();
    }

    assertThat(server.redis().jedis().llen(Keys.notices("a failed"))).isEqualTo(1);
    assertThat(box().told(Set.of("schedule s")).get("schedule s").open("a"))
        .containsExactly(Event.FAILED);
  }

  @Test
  void a_second_sender_gets_nothing_that_the_first_has_claimed() {
    tell("s", notice("a", "failed", 1));

    assertThat(box().due(5, Set.of(), "", 0).groups()).containsExactly("a failed");
    assertThat(box().due(5, Set.of(), "", 0).groups()).isEmpty();
  }

  @Test
  void the_claim_of_a_sender_that_died_is_taken_over_after_a_minute() {
    tell("s", notice("a", "failed", 1));
    box().due(5, Set.of(), "", 0);
    try (Deliveries other = sender(this::arrive)) {
      look(box(), other);
      assertThat(other.busy()).isEmpty();
      pass(NoticeBox.LEASE.minusSeconds(5));
      look(box(), other);
      assertThat(other.busy()).isEmpty();
      pass(Duration.ofSeconds(5));

      awaitArrived(other, 1);
    }
    assertThat(arrived).extracting(n -> n.field(MessageField.SUBJECT)).containsExactly("s1");
  }

  @Test
  void what_comes_within_ten_seconds_of_a_message_is_summed_up_in_the_next() {
    try (Deliveries sender = sender(this::arrive)) {
      tell("s", notice("a", "failed", 0));
      awaitArrived(sender, 1);
      await().until(() -> sender.busy().isEmpty());
      for (int i = 1; i <= 38; i++) {
        tell("s", notice("a", "failed", i));
      }
      look(box(), sender);
      assertThat(sender.busy()).as("within its pace").isEmpty();
      pass(Deliveries.PACE);

      awaitArrived(sender, 2);
    }

    assertThat(arrived).hasSize(2);
    assertThat(arrived.get(0).field(MessageField.SUBJECT)).isEqualTo("s0");
    assertThat(arrived.get(1).field(MessageField.SUBJECT)).isEqualTo("s1, and 37 more");
    assertThat(arrived.get(1).field(MessageField.MORE)).isEqualTo("37");
    assertThat(arrived.get(1).field(MessageField.TEXT)).startsWith("text 1\nand 37 more\n- s2\n");
  }

  @Test
  void another_event_or_receiver_does_not_wait_for_it() {
    try (Deliveries sender = sender(this::arrive)) {
      tell("s", notice("a", "failed", 0), notice("b", "failed", 1));
      awaitArrived(sender, 2);
      tell("s", notice("a", "recovered", 2));

      awaitArrived(sender, 3);
    }
  }

  @Test
  void a_failed_message_is_kept_and_tried_again_less_and_less_often() {
    AtomicInteger tries = new AtomicInteger();
    try (Deliveries sender =
        sender(notice -> tries.incrementAndGet() <= 3 ? Optional.of("refused") : arrive(notice))) {
      tell("s", notice("a", "failed", 1));
      for (int i = 1; i <= 3; i++) {
        int count = i;
        await()
            .until(
                () -> {
                  look(box(), sender);
                  return tries.get() == count && sender.busy().isEmpty();
                });
        assertThat(box().receivers().get("a").failures()).isEqualTo(i);
        assertThat(box().receivers().get("a").error()).isEqualTo("refused");
        double next = server.redis().jedis().zscore(Keys.NOTICES, "a failed");
        assertThat(next - (double) box().now().toEpochMilli())
            .isCloseTo((double) Deliveries.pause(i).toMillis(), Offset.offset(1500.0));
        pass(Deliveries.pause(i));
      }

      awaitArrived(sender, 1);
      await().until(() -> !box().receivers().get("a").isFailing());
    }
    assertThat(box().receivers().get("a").sent()).isEqualTo(1);
    assertThat(box().waiting().get("a")).isZero();
  }

  @Test
  void a_receiver_that_hangs_is_given_up_and_keeps_no_other_waiting() {
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    try (Deliveries sender =
        sender(
            notice -> {
              if (notice.receiver().equals("a")) {
                hanging.incrementAndGet();
                awaitUninterruptibly(hangs);
              }
              return arrive(notice);
            })) {
      tell("s", notice("a", "failed", 1), notice("b", "failed", 2));
      awaitArrived(sender, 1);
      assertThat(arrived).extracting(Notice::receiver).containsExactly("b");

      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                look(box(), sender);
                return box().receivers().containsKey("a");
              });
      assertThat(box().receivers().get("a").error()).startsWith("no answer within");
      pass(Duration.ofHours(1));
      look(box(), sender);
      assertThat(sender.busy()).contains("a");
      assertThat(hanging).as("one thread at most").hasValue(1);
      hangs.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Like a read from a socket.
      }
    }
  }

  @Test
  void pings_keep_their_order_and_are_not_summed_up() {
    try (Deliveries sender = sender(this::arrive)) {
      tell("s", notice("ping.s", "start", 1), notice("ping.s", "ok", 2));
      tell("s", notice("ping.s", "start", 3));

      awaitArrived(sender, 3);
    }
    assertThat(arrived).extracting(Notice::event).containsExactly("start", "ok", "start");
  }

  @Test
  void a_message_that_could_not_be_sent_for_a_day_is_given_up_and_counted() {
    Notice old =
        new Notice(
            "a", "failed", Map.of("time", Instant.now().minus(Duration.ofHours(25)).toString()));
    try (Deliveries sender = sender(notice -> Optional.of("refused"))) {
      tell("s", old, notice("a", "failed", 2));
      await()
          .until(
              () -> {
                look(box(), sender);
                return box().receivers().containsKey("a") && sender.busy().isEmpty();
              });
    }
    assertThat(box().receivers().get("a").lost()).isEqualTo(1);
    assertThat(box().waiting().get("a")).isEqualTo(1);
  }

  @Test
  void an_empty_line_leaves_nothing_behind() {
    try (Deliveries sender = sender(this::arrive)) {
      tell("s", notice("a", "failed", 1));
      awaitArrived(sender, 1);
      await().until(() -> sender.busy().isEmpty());
      pass(Deliveries.PACE);
      await()
          .until(
              () -> {
                look(box(), sender);
                return !server.redis().jedis().exists(Keys.NOTICES);
              });
    }
    assertThat(box().told(Set.of("s"))).isEmpty();
    assertThat(Told.NOTHING.toJson()).isEmpty();
  }

  @Test
  void a_worker_sends_only_what_it_has_routes_for() {
    tell("s", notice("schedule.s", "failed", 1));
    tell("beat", notice("file", "beat_silent", 2));

    assertThat(box().due(5, Set.of(), "file", 0).groups()).containsExactly("file beat_silent");
  }
}
