// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys of {@code redis} that hold certificates and passwords. */
final class RedisTrustReader {

  private static final List<String> TLS_KEYS = List.of("ca_file", "cert_file", "key_file");
  private static final List<String> SENTINEL_KEYS = List.of("sentinel_user", "sentinel_password");

  private RedisTrustReader() {}

  /**
   * @param url as far as it could be read
   */
  static RedisTrust read(SectionReader section, Optional<String> url) {
    section.node("sentinel_password").ifPresent(section.reading()::hide);
    String scheme = url.orElse(RedisSettings.DEFAULT_URL).replaceFirst("://.*", "");
    if (!scheme.startsWith("rediss")) {
      TLS_KEYS.forEach(
          key ->
              section.report(
                  key, "redis-tls", "the URL is one without TLS", Fix.say("write \"rediss://\"")));
    }
    if (!scheme.endsWith("+sentinel")) {
      SENTINEL_KEYS.forEach(
          key ->
              section.report(
                  key,
                  "redis-sentinel",
                  "the URL is not one of Sentinel",
                  Fix.say("delete the key, or write \"redis+sentinel://\"")));
    }
    needs(section, "cert_file", "key_file");
    needs(section, "key_file", "cert_file");
    needs(section, "sentinel_user", "sentinel_password");
    Optional<String> cert = path(section, "cert_file");
    Optional<String> key = path(section, "key_file");
    boolean isPair = cert.isPresent() && key.isPresent();
    return new RedisTrust(
        path(section, "ca_file"),
        cert.filter(file -> isPair),
        key.filter(file -> isPair),
        section.text("sentinel_user"),
        section.text("sentinel_password"));
  }

  private static void needs(SectionReader section, String key, String other) {
    if (section.has(key) && !section.has(other)) {
      section.report(
          key, "needs-key", "here, but no " + other, Fix.say("write " + other + ", too"));
    }
  }

  /** Workers start in any directory, so a relative path would be another file for each. */
  private static Optional<String> path(SectionReader section, String key) {
    Optional<Value> value = section.value(key);
    if (value.isPresent() && !Path.of(value.get().text()).isAbsolute()) {
      section.report(
          key,
          "path-absolute",
          "not an absolute path: " + value.get().quoted(),
          Fix.say("write the path from \"/\" on"));
      return Optional.empty();
    }
    return value.map(Value::text);
  }
}
