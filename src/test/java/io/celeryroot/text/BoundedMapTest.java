// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {

  @Test
  void the_entry_used_longest_ago_goes_when_there_is_one_too_many() {
    Map<String, Integer> map = new BoundedMap<>(2);
    map.put("a", 1);
    map.put("b", 2);

    assertThat(map.get("a")).isEqualTo(1);
    map.put("c", 3);

    assertThat(map).containsOnlyKeys("a", "c");
  }
}
