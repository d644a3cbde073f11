// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.notify.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** URIs of receivers, with the options without which one that hangs would be waited for. */
public final class NotifyUri {

  private static final String LIMIT_MILLIS = "10000";

  private NotifyUri() {}

  /**
   * Adds options to a URI, unless it has them.
   *
   * @param uri of the receiver, or its template
   * @param endpoint the receiver
   * @param isPing true: called, and not sent anything
   */
  public static String of(String uri, Endpoint endpoint, boolean isPing) {
    Map<String, String> options = new LinkedHashMap<>();
    if (endpoint.isHttp()) {
      options.put("httpMethod", isPing ? "GET" : "POST");
      options.put("connectTimeout", LIMIT_MILLIS);
      options.put("responseTimeout", LIMIT_MILLIS);
      options.put("soTimeout", LIMIT_MILLIS);
    } else if (endpoint.isMail()) {
      options.put("connectionTimeout", LIMIT_MILLIS);
      options.put("mail." + endpoint.scheme() + ".timeout", LIMIT_MILLIS);
      options.put("mail." + endpoint.scheme() + ".writetimeout", LIMIT_MILLIS);
    }
    String lower = uri.toLowerCase(Locale.ROOT);
    List<String> added = new ArrayList<>();
    options.forEach(
        (name, value) -> {
          if (!lower.matches("(?s).*[?&]" + name.toLowerCase(Locale.ROOT) + "=.*")) {
            added.add(name + "=" + value);
          }
        });
    return added.isEmpty()
        ? uri
        : uri + (uri.indexOf('?') < 0 ? "?" : "&") + String.join("&", added);
  }
}
