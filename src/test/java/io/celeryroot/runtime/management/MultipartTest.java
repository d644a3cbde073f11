// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MultipartTest {

  private static final String TYPE = "multipart/form-data; boundary=----x1";

  private static String part(String head, String value) {
    return "------x1\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
  }

  @Test
  void fields_and_files_are_read_as_they_were_sent() {
    String file = "# größe\ntasks:\r\n  a: {}\n\n";
    String body =
        part("name=\"token\"", "t")
            + part("name=\"file\"; filename=\"cl.yaml\"\r\nContent-Type: text/yaml", file)
            + part("name=\"text\"", "")
            + "------x1--\r\n";
    assertThat(Multipart.parse(body.getBytes(UTF_8), TYPE))
        .containsOnlyKeys("token", "file", "text")
        .containsEntry("token", "t")
        .containsEntry("file", file)
        .containsEntry("text", "");
  }

  @Test
  void what_is_not_such_a_form_has_no_fields() {
    assertThat(Multipart.parse("a=b".getBytes(UTF_8), TYPE)).isEmpty();
    assertThat(Multipart.parse("------x1\r\n\r\n".getBytes(UTF_8), TYPE)).isEmpty();
    assertThat(Multipart.parse(part("name=\"a\"", "b").getBytes(UTF_8), "multipart/form-data"))
        .isEmpty();
  }

  @Test
  void a_form_with_very_many_fields_is_refused() {
    String most = part("name=\"a\"", "b").repeat(Multipart.MOST_PARTS) + "------x1--\r\n";
    assertThat(Multipart.parse(most.getBytes(UTF_8), TYPE)).containsEntry("a", "b");
    byte[] more = (part("name=\"a\"", "b") + most).getBytes(UTF_8);
    assertThatThrownBy(() -> Multipart.parse(more, TYPE))
        .isInstanceOf(UnreadableForm.class)
        .hasMessage("the form has more than 20 fields");
  }
}
