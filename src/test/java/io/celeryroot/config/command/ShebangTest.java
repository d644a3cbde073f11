// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShebangTest {

  @Test
  void without_a_first_line_it_is_the_careful_shell() {
    assertThat(Shebang.interpreter("echo hi\n#!/bin/bash\n"))
        .containsExactly("/bin/sh", "-eu", "-c");
    assertThat(Shebang.interpreter(" #!/bin/bash\n")).isEqualTo(Shebang.SHELL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "#!/bin/bash > /bin/bash -c",
        "#! /bin/sh > /bin/sh -c",
        "#!/bin/bash -eu > /bin/bash -eu -c",
        "#!/usr/bin/env python3 > /usr/bin/env python3 -c",
        "#!/usr/bin/python3.11 > /usr/bin/python3.11 -c",
        "#!/usr/bin/env -S bash -e > /usr/bin/env -S bash -e -c",
        "#!/usr/bin/perl -w > /usr/bin/perl -w -e",
        "#!/usr/bin/env node > /usr/bin/env node -e",
      })
  void a_known_program_gets_the_text_as_an_argument(String line, String expected) {
    assertThat(Shebang.interpreter(line + "\nbody\n")).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#!/usr/bin/awk -f", "#!/bin/sed -nf", "#!/usr/bin/env", "#!bash", "#!"})
  void another_program_is_refused_with_the_way_out(String line) {
    assertThatThrownBy(() -> Shebang.interpreter(line + "\nbody\n"))
        .hasMessageContaining("a first line")
        .hasMessageEndingWith("\"" + line + "\"");
  }
}
