// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.web.part.Pager;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PagingTest {

  private static final List<Integer> ALL = IntStream.rangeClosed(1, 120).boxed().toList();

  private static Paging<Integer> page(String number) {
    return Paging.of(ALL, 50, new Query("/hosts", "", Map.of("page", number, "q", "web 1")));
  }

  @Test
  void a_page_leads_to_those_beside_it_and_keeps_the_filter() {
    assertThat(page("2").shown()).hasSize(50).startsWith(51);
    assertThat(page("2").parts())
        .containsExactly(
            new Pager("51 to 100 of 120", "/hosts?q=web%201", "/hosts?page=3&q=web%201"));
  }

  @Test
  void a_page_that_is_not_there_is_the_nearest_one() {
    assertThat(page("99").shown()).startsWith(101).hasSize(20);
    assertThat(page("99").parts())
        .containsExactly(new Pager("101 to 120 of 120", "/hosts?page=2&q=web%201", ""));
    assertThat(page("-1").shown()).startsWith(1);
    assertThat(page("x").shown()).startsWith(1);
    assertThat(page("99999999999").shown()).startsWith(1);
  }

  @Test
  void a_short_list_has_no_pages() {
    assertThat(Paging.of(List.of(1), 50, new Query("/hosts", "", Map.of())).parts()).isEmpty();
    assertThat(Paging.of(List.of(), 50, new Query("/hosts", "", Map.of())).shown()).isEmpty();
  }
}
