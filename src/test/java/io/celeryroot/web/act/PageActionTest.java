// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PageActionTest {

  @Test
  void a_form_becomes_a_command() {
    assertThat(
            PageAction.PAUSE.words(
                Map.of("about", "nightly", "o.for", "2h", "o.reason", "new disk")))
        .containsExactly("schedule", "pause", "--for=2h", "--reason=new disk", "--", "nightly");
    assertThat(
            PageAction.RUN_TASK.words(
                Map.of("about", "install", "o.targets", "web", "p.b", "2", "p.a", "1", "p.c", "")))
        .containsExactly("task", "run", "--targets=web", "-p", "a=1", "-p", "b=2", "--", "install");
  }

  @Test
  void no_value_of_a_form_becomes_an_option() {
    assertThat(PageAction.CANCEL.words(Map.of("about", "--config=/etc/passwd")))
        .containsExactly("task", "cancel", "--", "--config=/etc/passwd");
    assertThat(PageAction.RUN_TASK.words(Map.of("about", "t", "p.x", "--yes", "o.config", "/etc")))
        .containsExactly("task", "run", "-p", "x=--yes", "--", "t");
  }

  @Test
  void an_action_is_found_by_its_address_only() {
    assertThat(PageAction.find("/do/cancel")).contains(PageAction.CANCEL);
    assertThat(PageAction.find("/do/")).isEmpty();
    assertThat(PageAction.find("/cancel")).isEmpty();
  }
}
