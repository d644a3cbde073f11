// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Addresses of pages. */
public final class Address {

  private Address() {}

  /** Returns the address of a page about a name. */
  public static String of(String page, String name) {
    return page + "/" + escaped(name);
  }

  /** Returns an address with a query; empty values are left out. */
  public static String with(String path, Map<String, String> values) {
    String query =
        new TreeMap<>(values)
            .entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /**
   * Returns the text behind the escapes of a part of a path.
   *
   * @throws IllegalArgumentException an escape is not one
   */
  public static String plain(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  /** Returns the address for a text in a column of that heading; empty text: none. */
  public static String inColumn(String heading, String text) {
    return switch (heading) {
      case "RUN", "RUNNING WORKFLOW" -> of("/runs", text);
      case "SCHEDULE", "MEETS ITSELF", "WAITS FOR SLOTS" -> of("/schedules", text);
      case "HOST", "BUSIEST HOSTS" -> of("/hosts", text);
      case "JOB", "RUNNING JOB" -> of("/jobs", text);
      default -> "";
    };
  }
}
