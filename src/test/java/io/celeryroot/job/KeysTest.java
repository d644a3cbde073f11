// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.queue.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

class KeysTest {

  @Test
  void keys_are_named_as_documented() {
    assertThat(new Target("", "web_tasks", Optional.of("web1")).list())
        .isEqualTo("{web_tasks}.web1");
    assertThat(Keys.claimed(Jobs.ANY, "w1")).isEqualTo("{web_tasks}:claimed:w1");
    assertThat(Keys.claimed(Jobs.HOST1, "w1")).isEqualTo("{web_tasks}.web1:claimed:w1");
    assertThat(Keys.delayed(Jobs.ANY)).isEqualTo("{web_tasks}:delayed");
    assertThat(Keys.delayed(Jobs.HOST1)).isEqualTo("{web_tasks}.web1:delayed");
    assertThat(Keys.marker("web_tasks", "a")).isEqualTo("{web_tasks}:job:a");
    assertThat(Keys.slot("web_tasks", "backup", "web1")).isEqualTo("{web_tasks}:slot:backup:web1");
    assertThat(Keys.held("web_tasks", "backup", "web1")).isEqualTo("{web_tasks}:held:backup:web1");
    assertThat(Keys.lease("web_tasks", "w1")).isEqualTo("{web_tasks}:lease:w1");
    assertThat(Keys.meta("a")).isEqualTo("celery-task-meta-a");
  }

  @Test
  void the_slot_for_any_host_of_a_queue_by_default_has_the_name_that_versions_side_by_side_share() {
    Target renamed = new Target("renamed", "web_tasks", Optional.empty());

    assertThat(Jobs.ANY.place()).isEqualTo("web");
    assertThat(renamed.place()).isEqualTo("web");
  }

  @Test
  void the_slot_for_any_host_of_a_queue_with_another_name_has_no_role() {
    assertThat(new Target("web", "jobs", Optional.empty()).place()).isEmpty();
    assertThat(new Target("web", "_tasks", Optional.empty()).place()).isEmpty();
  }

  @Test
  void all_keys_of_a_queue_lie_in_one_slot_of_a_cluster() {
    Job job = Jobs.scheduled("a", Overlap.SKIP);
    List<String> keys = new ArrayList<>(Keys.ack(job, Keys.claimed(Jobs.HOST1, "w1")));
    keys.addAll(
        List.of(
            "web_tasks",
            Keys.claimed(Jobs.ANY, "w1"),
            Keys.delayed(Jobs.ANY),
            Keys.delayed(Jobs.HOST1),
            Keys.marker("web_tasks", "a"),
            Keys.workers("web_tasks"),
            Keys.hosts("web_tasks"),
            Keys.lease("web_tasks", "w1"),
            Keys.dead("web_tasks")));

    assertThat(keys).extracting(JedisClusterCRC16::getSlot).containsOnly(slot("web_tasks"));
  }

  @Test
  void the_request_to_cancel_a_job_lies_beside_its_record() {
    assertThat(slot(Keys.cancel("a.b"))).isEqualTo(slot(Keys.meta("a.b")));
    assertThat(slot(Keys.cancel("a{b"))).isEqualTo(slot(Keys.meta("a{b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"workers", "hosts", "dead", "delayed", "claimed.x", "job.x", "a.delayed"})
  void no_host_name_is_the_name_of_another_key(String host) {
    String list = new Target("", "web_tasks", Optional.of(host)).list();

    assertThat(list).startsWith("{web_tasks}.").doesNotContain(":");
    assertThat(Target.isHostName(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "web1:claimed:w1", ":dead"})
  void what_would_be_another_key_is_not_a_host(String name) {
    assertThat(Target.isHostName(name)).isFalse();
  }

  private static int slot(String key) {
    return JedisClusterCRC16.getSlot(key);
  }
}
