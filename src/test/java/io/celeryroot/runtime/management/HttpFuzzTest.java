// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static io.celeryroot.testing.LongFuzz.fuzz;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes over HTTP and is read by us; the rest is for Vert.x. */
class HttpFuzzTest {

  @Test
  void requests_to_jolokia() {
    fuzz(
        "requests to jolokia",
        List.of(
            """
            [{"type": "read", "mbean": "org.apache.camel:context=cl,type=routes,*",
              "attribute": ["State", "ExchangesTotal"]},
             {"type": "exec", "mbean": "java.lang:type=Memory", "operation": "gc()",
              "arguments": [1, true, null, {"a": "b"}]}]
            """,
            "{\"type\": \"list\", \"config\": {\"maxDepth\": 9}}"),
        text -> JolokiaCheck.isAllowed(text.getBytes(UTF_8)));
  }

  @Test
  void forms() {
    String type = "multipart/form-data; boundary=----x1y2";
    String form =
        """
        ------x1y2
        Content-Disposition: form-data; name="old"

        redis: x
        ------x1y2
        Content-Disposition: form-data; name="file"; filename="a.yaml"
        Content-Type: text/yaml

        workers:
          web: {}
        ------x1y2--
        """
            .replace("\n", "\r\n");
    fuzz(
        "forms",
        List.of(type + "\n" + form),
        text -> {
          int line = Math.max(0, text.indexOf('\n'));
          try {
            Multipart.parse(text.substring(line).getBytes(ISO_8859_1), text.substring(0, line));
          } catch (UnreadableForm e) {
            throw new UnreadableValue("form", e.getMessage(), "");
          }
        });
  }
}
