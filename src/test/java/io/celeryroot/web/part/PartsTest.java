// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.web.page.PageContent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartsTest {

  private static final String HOSTILE = "a\u202eb\u001b[2Jc";
  private static final String SHOWN = "a\\u202eb\\x1b[2Jc";

  @Test
  void no_text_of_a_page_turns_its_order_or_drives_a_terminal() {
    assertThat(Link.text(HOSTILE).text()).isEqualTo(SHOWN);
    assertThat(Output.of("Output", HOSTILE + "\r\n\tnext\n").text())
        .isEqualTo(SHOWN + "\n\tnext\n");
    assertThat(Drawing.Mark.text("lane", 0, 0, HOSTILE, "").text()).isEqualTo(SHOWN);
    assertThat(PageContent.still(HOSTILE, "cl help", List.of(), Map.of()).title()).isEqualTo(SHOWN);
  }
}
