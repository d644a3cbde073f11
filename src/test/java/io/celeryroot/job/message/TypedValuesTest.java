// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedValuesTest {

  @ParameterizedTest
  @CsvSource({
    "datetime,2026-11-28T12:00:00+01:00,2026-11-28T12:00:00+01:00",
    "date,2026-11-28,2026-11-28",
    "time,12:00:00,12:00:00",
    "decimal,12.50,12.50",
    "bytes,caf\u00e9,caf\u00e9",
    "base64,bW9pbg==,moin",
  })
  void a_value_of_a_type_that_kombu_knows_is_its_text(String type, String value, String text)
      throws IOException {
    assertThat(TypedValues.toText(typed(type, value))).isEqualTo(text);
  }

  @Test
  void a_uuid_is_written_with_dashes() throws IOException {
    assertThat(TypedValues.toText(typed("uuid", Map.of("hex", "0123456789abcdef0123456789ABCDEF"))))
        .isEqualTo("01234567-89ab-cdef-0123-456789ABCDEF");
  }

  @Test
  void values_inside_lists_and_objects_are_read_too() throws IOException {
    assertThat(
            TypedValues.toText(
                List.of(1, Map.of("when", List.of(typed("date", "2026-11-28"))), true)))
        .isEqualTo(List.of(1, Map.of("when", List.of("2026-11-28")), true));
  }

  @Test
  void other_objects_and_nothing_stay_as_they_are() throws IOException {
    List<Object> values =
        Arrays.asList(null, Map.of("__type__", "date"), Map.of(), "x", 1.5, List.of());

    assertThat(TypedValues.toText(values)).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource({"money,1", "base64,/w==", "base64,!", "uuid,12"})
  void a_type_without_a_text_is_refused_by_its_name(String type, String value) {
    assertThatThrownBy(() -> TypedValues.toText(List.of(typed(type, value))))
        .isInstanceOf(IOException.class)
        .hasMessage("an argument of Python's type \"%s\", which is not read", type);
  }

  private static Map<String, Object> typed(String type, Object value) {
    return Map.of("__type__", type, "__value__", value);
  }
}
