// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlStateTest {

  private static final Instant AT = Instant.parse("2026-11-24T02:00:00Z");

  @Test
  void an_order_is_read_as_it_was_written() {
    ControlOrder order =
        new ControlOrder(
            Kind.QUEUE, "web tasks", Action.DRAIN, "ann@host1", AT, Optional.of("new disk"));

    assertThat(state(order).queue("web tasks")).contains(order);
    assertThat(order.fullText()).isEqualTo("queue web tasks drained by ann@host1 (new disk)");
  }

  @Test
  void what_somebody_else_wrote_is_no_order() {
    ControlState state =
        ControlState.of(
            Map.of(
                "queue web_tasks", "[]",
                "queue db_tasks", "{\"what\":\"stop\"}",
                "queue", "{\"what\":\"pause\"}",
                "machine web01", "{\"what\":\"pause\"}",
                "host web01", "{\"what\":\"drain\",\"at\":-1,\"by\":7}"));

    assertThat(state.queues()).isEmpty();
    assertThat(state.hosts()).containsOnlyKeys("web01");
    assertThat(state.hosts().get("web01").by()).isEqualTo("somebody");
  }

  @Test
  void a_paused_queue_holds_its_jobs_back_and_takes_new_ones() {
    ControlState state = state(order(Kind.QUEUE, "web_tasks", Action.PAUSE));

    assertThat(state.holdsBack("web_tasks", "web01")).isPresent();
    assertThat(state.holdsBack("db_tasks", "web01")).isEmpty();
    assertThat(state.drains("web_tasks")).isEmpty();
  }

  @Test
  void a_drained_queue_takes_no_new_job_and_gives_out_what_waits() {
    ControlState state = state(order(Kind.QUEUE, "web_tasks", Action.DRAIN));

    assertThat(state.drains("web_tasks")).isPresent();
    assertThat(state.holdsBack("web_tasks", "web01")).isEmpty();
  }

  @Test
  void a_draining_host_claims_from_no_queue() {
    ControlState state = state(order(Kind.HOST, "web01", Action.DRAIN));

    assertThat(state.holdsBack("web_tasks", "web01")).isPresent();
    assertThat(state.holdsBack("db_tasks", "web01")).isPresent();
    assertThat(state.holdsBack("web_tasks", "web02")).isEmpty();
  }

  private static ControlOrder order(Kind kind, String name, Action action) {
    return new ControlOrder(kind, name, action, "ann@host1", AT, Optional.empty());
  }

  private static ControlState state(ControlOrder order) {
    return ControlState.of(Map.of(ControlOrder.field(order.kind(), order.name()), order.toJson()));
  }
}
