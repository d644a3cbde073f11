// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The {@code redis:} section.
 *
 * @param address where it is
 * @param urlTemplate the text in cl.yaml before environment placeholders were filled in
 * @param timeout longest wait for a connection or an answer
 * @param trust certificates, and passwords that do not stand in the URL
 * @param source position of the value
 */
public record RedisSettings(
    RedisUrl address, String urlTemplate, Duration timeout, RedisTrust trust, Source source) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  public RedisSettings {
    requireNonNull(address, "address");
    requireNonNull(timeout, "timeout");
  }

  /** Settings with {@link RedisTrust#DEFAULT}. */
  public RedisSettings(String url, String urlTemplate, Duration timeout, Source source) {
    this(url, urlTemplate, timeout, RedisTrust.DEFAULT, source);
  }

  public RedisSettings(
      String url, String urlTemplate, Duration timeout, RedisTrust trust, Source source) {
    this(RedisUrl.parse(url), urlTemplate, timeout, trust, source);
  }

  public RedisSettings withTimeout(Duration longest) {
    return new RedisSettings(address, urlTemplate, longest, trust, source);
  }

  /** The URL; may hold a password: show {@link #maskedUrl()} instead. */
  public String url() {
    return address.text();
  }

  /** The URL with the password, if any, as {@code ***}. */
  public String maskedUrl() {
    return address.toString();
  }

  @Override
  public String toString() {
    return maskedUrl();
  }
}
