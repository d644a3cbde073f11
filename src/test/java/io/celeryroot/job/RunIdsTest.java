// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.Jobs;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunIdsTest {

  private static final Instant DUE = Instant.parse("2026-11-23T02:00:00Z");

  @Test
  void a_due_run_is_named_by_its_schedule_and_instant() {
    assertThat(RunIds.due("backup", DUE)).isEqualTo("backup-20261123T020000Z");
  }

  @Test
  void a_run_by_hand_has_a_name_of_its_own() {
    assertThat(RunIds.byHand("ping", DUE, new Random(1)))
        .matches("ping-20261123T020000Z-[a-z0-9]{8}");
  }

  @Test
  void the_run_is_found_in_the_name_of_its_job() {
    for (Target target : new Target[] {Jobs.HOST1, Jobs.ANY}) {
      assertThat(RunIds.runOf(RunIds.job("a.b-20261123T020000Z", target)))
          .contains("a.b-20261123T020000Z");
    }
    assertThat(RunIds.runOf("ping-20261123T020000Z-abcd1234.h.example.com"))
        .contains("ping-20261123T020000Z-abcd1234");
    assertThat(RunIds.runOf("5e0b6d1c-9d1e-4c6c-8a49-1d8b9e5a1a11")).isEmpty();
  }

  @Test
  void a_later_run_is_known_by_its_name() {
    String early = RunIds.due("s", DUE);
    String late = RunIds.due("s", DUE.plusSeconds(1));

    assertThat(RunIds.isLater(late, early)).isTrue();
    assertThat(RunIds.isLater(late + "-abcd1234+2.web-20261124T000000Z", early + ".web")).isTrue();
    assertThat(RunIds.isLater(early, late)).isFalse();
    assertThat(RunIds.isLater(early, early)).isFalse();
    assertThat(RunIds.isLater(late, "5e0b6d1c-9d1e-4c6c-8a49-1d8b9e5a1a11")).isFalse();
    assertThat(RunIds.isLater("a", early)).isFalse();
  }

  @Test
  void the_run_of_a_step_tells_its_workflow_and_its_jobs_tell_it() {
    String run = RunIds.due("backup", DUE);
    String step = RunIds.step(run, 12);
    Target target = new Target("web", "web_tasks", Optional.of("h.example.com"));

    assertThat(step).isEqualTo("backup-20261123T020000Z+12");
    assertThat(RunIds.workflowOf(step)).contains(run);
    assertThat(RunIds.workflowOf(run)).isEmpty();
    assertThat(RunIds.runOf(RunIds.job(step, target))).contains(step);
    assertThat(RunIds.nameOf(run)).isEqualTo("backup");
    assertThat(RunIds.nameOf("a-b-20261123T020000Z-abcd1234")).isEqualTo("a-b");
  }
}
