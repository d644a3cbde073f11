// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * The {@code redis:} section.
 *
 * @param url {@code redis}, {@code rediss}, {@code redis+sentinel} or {@code redis+cluster}; may
 *     hold a password: show {@link #maskedUrl()} instead
 * @param urlTemplate the text in cl.yaml before environment placeholders were filled in
 * @param timeout longest wait for a connection or an answer
 * @param source position of the value
 */
public record RedisSettings(String url, String urlTemplate, Duration timeout, Source source) {

  public static final String DEFAULT_URL = "redis://localhost:6379/0";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  public RedisSettings {
    requireNonNull(url, "url");
    requireNonNull(timeout, "timeout");
  }

  /** The URL with the password, if any, as {@code ***}. */
  public String maskedUrl() {
    URI uri = URI.create(url);
    String userInfo = uri.getRawUserInfo();
    if (userInfo == null) {
      return url;
    }
    int colon = userInfo.indexOf(':');
    String shown = colon < 0 ? "***" : userInfo.substring(0, colon) + ":***";
    return url.replace("//" + userInfo + "@", "//" + shown + "@");
  }

  @Override
  public String toString() {
    return maskedUrl();
  }
}
