// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A form with a file, as browsers send it (RFC 7578): pure. */
final class Multipart {

  /** Content type of such a form. */
  static final String TYPE = "multipart/form-data";

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]{1,70})");
  private static final Pattern NAME = Pattern.compile("(?i)\\bname=\"([^\"]*)\"");

  private Multipart() {}

  /**
   * Reads the fields of a form; files are read as text.
   *
   * @param type with the boundary between the fields
   * @return by name; empty: the body is not such a form
   */
  static Map<String, String> parse(byte[] body, String type) {
    Map<String, String> fields = new HashMap<>();
    Matcher boundary = BOUNDARY.matcher(type);
    if (!boundary.find()) {
      return fields;
    }
    // One character for each byte, so that the text between boundaries stays as it was sent.
    String[] parts =
        new String(body, ISO_8859_1).split(Pattern.quote("--" + boundary.group(1)), -1);
    for (String part : parts) {
      int head = part.indexOf("\r\n\r\n");
      Matcher name = NAME.matcher(part.substring(0, Math.max(0, head)));
      if (head > 0 && name.find() && part.endsWith("\r\n")) {
        fields.put(
            utf8(name.group(1)),
            utf8(part.substring(head + 4, Math.max(head + 4, part.length() - 2))));
      }
    }
    return fields;
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}
