// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskTest {

  @Test
  void secret_values_are_masked_and_the_rest_stays_in_order() {
    Map<String, String> values = new LinkedHashMap<>(Map.of("user", "bob"));
    values.put("password", "pw");

    assertThat(Mask.values(values, Mask.TEXT, "password"::equals).toString())
        .isEqualTo("{user=bob, password=***}");
  }
}
