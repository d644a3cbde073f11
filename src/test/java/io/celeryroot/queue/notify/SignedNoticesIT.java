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
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Messages to people, with somebody beside who can write every key. */
final class SignedNoticesIT {

  private static final Notice TRUE = notice("true");

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private final List<Notice> arrived = new CopyOnWriteArrayList<>();
  private Redis beat;
  private NoticeBox box;
  private UnifiedJedis attacker;

  @BeforeEach
  void connect() {
    attacker = SERVER.redis().jedis();
    beat = SERVER.as(TestSeals.BEAT);
    box = new NoticeBox(beat);
  }

  @Test
  void a_forged_message_is_not_sent_and_a_true_one_is() {
    String group = TRUE.group();
    attacker.rpush(Keys.notices(group), notice("forged").toJson(), "garbage");
    tell(box, TRUE);
    attacker.rpush(Keys.notices(group), notice("forged").toJson());

    awaitArrived();

    assertThat(arrived).containsExactly(TRUE);
  }

  @Test
  void a_flood_of_forged_messages_is_removed_before_the_true_one() {
    attacker.rpush(
        Keys.notices(TRUE.group()),
        Collections.nCopies(20_000, notice("forged").toJson()).toArray(new String[0]));
    attacker.zadd(Keys.NOTICES, 1, TRUE.group());
    tell(box, TRUE);

    awaitArrived();

    assertThat(arrived).containsExactly(TRUE);
  }

  @Test
  void a_true_message_is_not_sent_to_another_receiver() {
    tell(box, TRUE);
    String stored = attacker.lindex(Keys.notices(TRUE.group()), 0);
    String other = new Notice("b", TRUE.event(), Map.of()).group();
    attacker.rpush(Keys.notices(other), stored);

    assertThat(box.waiting(other)).containsExactly(Optional.empty());
    assertThat(box.waiting(TRUE.group())).containsExactly(Optional.of(TRUE));
  }

  @Test
  void a_forged_memory_keeps_nothing_from_being_told() {
    Told forged = Told.NOTHING.opened("a", Event.FAILED);
    attacker.hset(Keys.TOLD, "schedule nightly", forged.toJson());

    assertThat(box.told(Set.of("schedule nightly"))).containsValue(Told.NOTHING);
    tell(box, TRUE);
    assertThat(box.waiting(TRUE.group())).hasSize(1);
  }

  @Test
  void a_worker_may_tell_that_no_beat_lives_and_nothing_else() {
    Notice silent =
        new Notice("a", Event.BEAT_SILENT.word(), Map.of(MessageField.TEXT.key(), "silent"));
    Told told = Told.NOTHING.opened("a", Event.BEAT_SILENT);
    try (Redis worker = SERVER.as(TestSeals.WORKER)) {
      new NoticeBox(worker).tell("beat", old -> new News(told, List.of(silent, TRUE)));
    }
    assertThat(box.told(Set.of("beat"))).containsEntry("beat", told);
    assertThat(box.waiting(silent.group())).containsExactly(Optional.of(silent));
    assertThat(box.waiting(TRUE.group())).containsExactly(Optional.empty());
  }

  private static void tell(NoticeBox by, Notice notice) {
    by.tell("schedule nightly", told -> new News(told, List.of(notice)));
  }

  private void awaitArrived() {
    Delivery delivery =
        notice -> {
          arrived.add(notice);
          return Optional.empty();
        };
    try (Deliveries sender =
        new Deliveries(
            box,
            delivery,
            failure -> {
              throw failure;
            })) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                sender.send(box.due(sender.free(), sender.busy(), "", 0).groups());
                return !arrived.isEmpty();
              });
    }
  }

  private static Notice notice(String text) {
    return new Notice("a", "failed", Map.of(MessageField.TEXT.key(), text));
  }
}
