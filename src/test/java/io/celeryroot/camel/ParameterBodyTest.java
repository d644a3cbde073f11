// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ParameterBodyTest {

  private final CamelContext context = new DefaultCamelContext();
  private TypeConverter converter;

  @BeforeEach
  void start() {
    ParameterBody.register(context.getTypeConverterRegistry());
    context.start();
    converter = context.getTypeConverter();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private static ParameterBody body() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("customer", "J\u00f6rg \"b\"");
    values.put("amount", "30");
    return new ParameterBody(values);
  }

  @Test
  void who_needs_text_or_bytes_gets_the_parameters_as_a_json_object() throws IOException {
    String json = "{\"customer\":\"J\u00f6rg \\\"b\\\"\",\"amount\":\"30\"}";

    assertThat(converter.convertTo(String.class, body())).isEqualTo(json);
    assertThat(converter.convertTo(byte[].class, body())).isEqualTo(json.getBytes(UTF_8));
    try (InputStream stream = converter.convertTo(InputStream.class, body())) {
      assertThat(stream).hasContent(json);
    }
  }

  @Test
  void without_parameters_the_text_is_empty() {
    ParameterBody empty = new ParameterBody(Map.of());

    assertThat(converter.convertTo(String.class, empty)).isEmpty();
    assertThat(converter.convertTo(byte[].class, empty)).isEmpty();
  }

  @Test
  void it_is_a_map_that_cannot_be_changed() {
    assertThat(body()).containsEntry("amount", "30").hasSize(2);
    assertThat((Object) converter.convertTo(Map.class, body())).isEqualTo(body());
    assertThatThrownBy(() -> body().put("amount", "31"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> body().remove("amount"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> body().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void other_maps_are_converted_as_ever() {
    assertThat(converter.convertTo(InputStream.class, Map.of("amount", "30"))).isNull();
  }
}
