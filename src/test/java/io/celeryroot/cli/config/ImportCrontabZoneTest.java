// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.cli.console.CommandFailure;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ImportCrontabZoneTest {

  @Test
  void a_machine_with_an_offset_for_its_zone_is_told_what_to_name() {
    assertThat(ImportCrontabCommand.accepted(ZoneId.of("Europe/Berlin")).getId())
        .isEqualTo("Europe/Berlin");
    assertThatThrownBy(() -> ImportCrontabCommand.accepted(ZoneOffset.ofHours(-5)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the time zone of this machine is -05:00")
        .hasMessageContaining("--timezone");
  }
}
