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

  /** Number of fields that a form may have; the dashboard's own have three. */
  static final int MOST_PARTS = 20;

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
   * @throws UnreadableForm it has too many fields
   */
  static Map<String, String> parse(byte[] body, String type) {
    Map<String, String> fields = new HashMap<>();
    Matcher boundary = BOUNDARY.matcher(type);
    if (!boundary.find()) {
      return fields;
    }
    // One character for each byte, so that the text between boundaries stays as it was sent.
    String text = new String(body, ISO_8859_1);
    String mark = "--" + boundary.group(1);
    int end = text.indexOf(mark);
    for (int parts = 0; end >= 0; parts++) {
      if (parts > MOST_PARTS) {
        throw new UnreadableForm("the form has more than %d fields".formatted(MOST_PARTS));
      }
      int start = end + mark.length();
      end = text.indexOf(mark, start);
      String part = text.substring(start, end < 0 ? text.length() : end);
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
