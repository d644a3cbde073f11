// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.job.Keys;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that look for a live Beat, on a real Redis. */
class BeatSilenceIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private final List<Notice> arrived = new CopyOnWriteArrayList<>();

  private ClConfig config() {
    return TestSite.config(
        server.url(),
        """
        workers: {web: {hostnames: [web01]}}
        schedules: {}
        notify: {to: "log:ops", on: [beat_silent, recovered]}
        """);
  }

  private Deliveries sender() {
    return new Deliveries(
        new NoticeBox(server.redis()),
        notice -> {
          arrived.add(notice);
          return Optional.empty();
        },
        failure -> {
          throw failure;
        });
  }

  @Test
  void workers_tell_once_that_no_beat_lives_and_a_beat_tells_that_it_is_back() {
    Heartbeats heartbeats = new Heartbeats(server.redis());
    NoticeBox box = new NoticeBox(server.redis());
    Instant now = box.now();
    heartbeats.putBeat(heartbeat(now));
    try (Deliveries one = sender();
        Deliveries two = sender()) {
      BeatSilence first = new BeatSilence(config(), server.redis(), one);
      BeatSilence second = new BeatSilence(config(), server.redis(), two);
      for (int i = 0; i <= 70; i += 5) {
        first.look(now.plusSeconds(i));
        second.look(now.plusSeconds(i));
      }
      assertThat(arrived).as("within its time").isEmpty();

      for (int i = 75; i <= 120; i += 5) {
        first.look(now.plusSeconds(i));
        second.look(now.plusSeconds(i));
      }
      await().until(() -> arrived.size() == 1);
      assertThat(arrived.get(0).field(MessageField.SUBJECT)).startsWith("no Beat responds");

      BeatSilence.over(box, new Receivers(config()));
      BeatSilence.over(box, new Receivers(config()));
    }
    assertThat(server.redis().jedis().llen(Keys.notices("file recovered"))).isEqualTo(1);
    assertThat(arrived).hasSize(1);
  }

  private static Heartbeat heartbeat(Instant at) {
    return Reports.beat("b", at);
  }
}
