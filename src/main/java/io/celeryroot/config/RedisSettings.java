// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.text.Mask;
import java.time.Duration;

/**
 * The {@code redis:} section.
 *
 * @param url {@code redis}, {@code redis+sentinel} or {@code redis+cluster}, or with {@code
 *     rediss}; may hold a password: show {@link #maskedUrl()} instead
 * @param urlTemplate the text in cl.yaml before environment placeholders were filled in
 * @param timeout longest wait for a connection or an answer
 * @param trust certificates, and passwords that do not stand in the URL
 * @param source position of the value
 */
public record RedisSettings(
    String url, String urlTemplate, Duration timeout, RedisTrust trust, Source source) {

  public static final String DEFAULT_URL = "redis://localhost:6379/0";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  public RedisSettings {
    requireNonNull(url, "url");
    requireNonNull(timeout, "timeout");
  }

  /** Settings with {@link RedisTrust#DEFAULT}. */
  public RedisSettings(String url, String urlTemplate, Duration timeout, Source source) {
    this(url, urlTemplate, timeout, RedisTrust.DEFAULT, source);
  }

  public RedisSettings withTimeout(Duration longest) {
    return new RedisSettings(url, urlTemplate, longest, trust, source);
  }

  /** The URL with the password, if any, as {@code ***}. */
  public String maskedUrl() {
    return mask(url);
  }

  /**
   * Hides the password of a URL, even of one that is not well formed: everything from the scheme or
   * user name to the last {@code @}.
   */
  public static String mask(String url) {
    int at = url.lastIndexOf('@');
    if (at < 0) {
      int nameless = url.indexOf("://:");
      return nameless < 0 ? url : url.substring(0, nameless + 3) + Mask.TEXT;
    }
    int slashes = url.indexOf("://");
    int start = slashes < 0 || slashes > at ? 0 : slashes + 3;
    int colon = slashes < 0 ? -1 : url.substring(start, at).indexOf(':');
    int secret = colon < 0 || url.startsWith("${", start) ? start : start + colon + 1;
    return url.substring(0, secret) + Mask.TEXT + url.substring(at);
  }

  @Override
  public String toString() {
    return maskedUrl();
  }
}
