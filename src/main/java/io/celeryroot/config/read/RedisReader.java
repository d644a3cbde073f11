// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.Source;
import io.celeryroot.config.keys.ClYaml;
import java.time.Duration;
import java.util.Optional;

/** {@code redis}: a URL, or a map. */
final class RedisReader {

  private Duration resultsKept = ClConfig.DEFAULT_RESULTS_KEPT;

  /** Kept after {@link #read}. */
  Duration resultsKept() {
    return resultsKept;
  }

  RedisSettings read(SectionReader top) {
    Optional<Node> node = top.node("redis");
    if (node.isEmpty()) {
      return new RedisSettings(
          RedisSettings.DEFAULT_URL,
          RedisSettings.DEFAULT_URL,
          RedisSettings.DEFAULT_TIMEOUT,
          Source.BUILT_IN);
    }
    if (node.get() instanceof Node.Entries) {
      return SectionReader.open(top.reading(), node.get(), ClYaml.REDIS)
          .map(this::readMap)
          .orElseThrow();
    }
    Optional<String> url = url(top, "redis");
    return settings(url, node, RedisSettings.DEFAULT_TIMEOUT, node.get().source());
  }

  private RedisSettings readMap(SectionReader section) {
    resultsKept = section.duration("results_kept").orElse(ClConfig.DEFAULT_RESULTS_KEPT);
    Optional<Node> node = section.node("url");
    Duration timeout = section.duration("timeout").orElse(RedisSettings.DEFAULT_TIMEOUT);
    Optional<String> url = url(section, "url");
    RedisTrust trust = RedisTrustReader.read(section, url);
    RedisSettings plain = settings(url, node, timeout, node.orElse(section.map()).source());
    return new RedisSettings(plain.url(), plain.urlTemplate(), timeout, trust, plain.source());
  }

  private static RedisSettings settings(
      Optional<String> url, Optional<Node> node, Duration timeout, Source source) {
    String template =
        node.map(n -> n instanceof Node.Text text ? text.text() : "")
            .orElse(RedisSettings.DEFAULT_URL);
    return new RedisSettings(url.orElse(RedisSettings.DEFAULT_URL), template, timeout, source);
  }

  private static Optional<String> url(SectionReader section, String key) {
    section
        .node(key)
        .filter(Node.Text.class::isInstance)
        .map(Node.Text.class::cast)
        .ifPresent(section.reading()::hidePassword);
    return section
        .value(key)
        .filter(value -> RedisUrlCheck.check(section.reading(), value))
        .map(Value::text);
  }
}
