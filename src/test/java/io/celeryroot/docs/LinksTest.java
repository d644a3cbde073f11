// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Links;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LinksTest {

  @Test
  void every_link_between_pages_leads_to_a_file_and_a_heading() {
    assertThat(Links.broken(Path.of(""))).isEmpty();
  }
}
