// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.RedisUrl;
import io.celeryroot.config.Source;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keys of {@code redis}, which may also be a URL alone. */
public final class RedisKeys {

  private static final Key<ClConfig, Scalar> URL =
      Key.<ClConfig, Scalar>custom(
              "url",
              urlType("a Redis URL"),
              config -> Optional.of(Types.escaped(config.redis().maskedUrl())))
          .withDefaultText(RedisUrl.DEFAULT)
          .withSecrets()
          .meaning(
              "`redis://[user:password@]host[:port][/database]`; `rediss` in place of `redis`"
                  + " with TLS; `redis+sentinel://host:port,host:port/master[/database]`;"
                  + " `redis+cluster://host:port,host:port`; `unix:///path?db=0` for a socket of"
                  + " this machine. In a password, write `%3F` for `?`, `%23` for `#` and `%25` for"
                  + " `%`, or use `password`.");

  private static final Key<ClConfig, String> USER =
      trusted("user", Types.TEXT, trust -> trust.login().user())
          .withDefaultText("the URL's")
          .meaning("User of Redis, see its ACLs.");

  private static final Key<ClConfig, String> PASSWORD =
      Key.<ClConfig, String>custom(
              "password",
              Types.TEXT,
              config -> config.redis().trust().login().password().map(secret -> Mask.TEXT))
          .withDefaultText("the URL's")
          .withSecrets()
          .meaning("Password of Redis as it is, without escapes, such as `${REDIS_PASSWORD}`.");

  private static final Key<ClConfig, String> PASSWORD_FILE =
      trusted("password_file", Types.ABSOLUTE_PATH, trust -> trust.login().passwordFile())
          .meaning(
              "Absolute path of a file that holds the password, read when a connection is made.");

  private static final Key<ClConfig, Duration> TIMEOUT =
      Key.of("timeout", Types.POSITIVE_DURATION, (ClConfig config) -> config.redis().timeout())
          .withDefault(RedisSettings.DEFAULT_TIMEOUT)
          .meaning("Longest wait for a connection or an answer.");

  private static final Key<ClConfig, String> CA_FILE =
      trusted("ca_file", Types.ABSOLUTE_PATH, RedisTrust::caFile)
          .meaning(
              "With TLS: absolute path of a PEM file with the authorities to trust, in place"
                  + " of those that Java knows.");

  private static final Key<ClConfig, String> CERT_FILE =
      trusted("cert_file", Types.ABSOLUTE_PATH, RedisTrust::certFile)
          .meaning(
              "With TLS: absolute path of a PEM file with our certificate, for servers that ask for"
                  + " one. Files that are replaced count from the next connection on.");

  private static final Key<ClConfig, String> KEY_FILE =
      trusted("key_file", Types.ABSOLUTE_PATH, RedisTrust::keyFile)
          .meaning("The key of `cert_file`: PEM, PKCS #8, without a password.");

  private static final Key<ClConfig, String> SENTINEL_USER =
      trusted("sentinel_user", Types.TEXT, RedisTrust::sentinelUser)
          .meaning("With Sentinel: user of the Sentinels, if they ask for one.");

  private static final Key<ClConfig, String> SENTINEL_PASSWORD =
      Key.<ClConfig, String>custom(
              "sentinel_password",
              Types.TEXT,
              config -> config.redis().trust().sentinelPassword().map(secret -> Mask.TEXT))
          .withSecrets()
          .meaning("With Sentinel: password of the Sentinels, which is not that of Redis.");

  private static final Key<ClConfig, Duration> RESULTS_KEPT =
      Key.of("results_kept", Types.POSITIVE_DURATION, ClConfig::resultsKept)
          .withDefault(ClConfig.DEFAULT_RESULTS_KEPT)
          .meaning("Time for which results and run records are kept.");

  public static final Section<ClConfig> REDIS =
      new Section<>(
          "redis",
          "redis",
          "The Redis that holds queues, results and states: Redis 6.2 or newer, or Valkey. A URL"
              + " alone may stand in place of the map.",
          List.of(
              URL,
              USER,
              PASSWORD,
              PASSWORD_FILE,
              TIMEOUT,
              CA_FILE,
              CERT_FILE,
              KEY_FILE,
              SENTINEL_USER,
              SENTINEL_PASSWORD,
              RESULTS_KEPT));

  private RedisKeys() {}

  private static Key<ClConfig, String> trusted(
      String name, Type<String> type, Function<RedisTrust, Optional<String>> value) {
    return Key.optional(name, type, config -> value.apply(config.redis().trust()));
  }

  /**
   * Everything that {@code redis} says.
   *
   * @param settings how Redis is reached
   * @param resultsKept how long results and run records are kept
   */
  public record Redis(RedisSettings settings, Duration resultsKept) {

    /** The value of a file without the key. */
    public static final Redis DEFAULT = at(Optional.empty(), Source.BUILT_IN);

    private static Redis at(Optional<Scalar> url, Source source) {
      return new Redis(
          RedisKeys.settings(url, RedisSettings.DEFAULT_TIMEOUT, RedisTrust.DEFAULT, source),
          ClConfig.DEFAULT_RESULTS_KEPT);
    }
  }

  /** A URL, or the map. */
  static Type<Redis> type() {
    Type<Scalar> url = urlType("a Redis URL, or a map");
    Type<Redis> map = Maps.part(() -> REDIS, RedisKeys::redis);
    return Type.of(
        url.label(),
        (reading, node) ->
            node instanceof Node.Entries
                ? map.read(reading, node)
                : Optional.of(Redis.at(url.read(reading, node), node.source())),
        schemas -> Schemas.anyOf(url.schema().apply(schemas), map.schema().apply(schemas)));
  }

  private static Type<Scalar> urlType(String label) {
    return Type.of(
        label,
        (reading, node) -> {
          if (node instanceof Node.Text text) {
            reading.hidePassword(text);
          }
          return reading.scalar(node, label).filter(value -> isUrl(reading, value));
        },
        schemas ->
            Schemas.pattern(
                "^(rediss?(\\+(sentinel|cluster))?://[^?#]+|(unix|redis\\+socket)://.+)$"));
  }

  private static boolean isUrl(Reading reading, Scalar value) {
    try {
      RedisUrl.parse(value.text());
      return true;
    } catch (UnreadableValue e) {
      String masked = RedisUrl.mask(value.node().text());
      reading.report(value, Quote.of(masked), masked.equals(value.text()), e);
      return false;
    }
  }

  private static RedisSettings settings(
      Optional<Scalar> url, Duration timeout, RedisTrust trust, Source source) {
    return new RedisSettings(
        url.map(Scalar::text).orElse(RedisUrl.DEFAULT),
        url.map(value -> value.node().text()).orElse(RedisUrl.DEFAULT),
        timeout,
        trust,
        url.map(value -> value.node().source()).orElse(source));
  }

  private static Redis redis(Values values) {
    Optional<Scalar> url = values.find(URL);
    RedisTrust trust = trust(values, url.map(Scalar::text).orElse(RedisUrl.DEFAULT));
    return new Redis(
        settings(url, values.get(TIMEOUT), trust, values.map().source()), values.get(RESULTS_KEPT));
  }

  private static RedisTrust trust(Values values, String url) {
    values.node(SENTINEL_PASSWORD).ifPresent(values.reading()::hide);
    checkScheme(values, url.replaceFirst("://.*", ""));
    needs(values, CERT_FILE, KEY_FILE);
    needs(values, KEY_FILE, CERT_FILE);
    needs(values, SENTINEL_USER, SENTINEL_PASSWORD);
    Optional<String> cert = values.find(CERT_FILE);
    Optional<String> key = values.find(KEY_FILE);
    boolean isPair = cert.isPresent() && key.isPresent();
    return new RedisTrust(
        values.find(CA_FILE),
        cert.filter(file -> isPair),
        key.filter(file -> isPair),
        values.find(SENTINEL_USER),
        values.find(SENTINEL_PASSWORD),
        login(values, url));
  }

  private static RedisTrust.Login login(Values values, String url) {
    values.node(PASSWORD).ifPresent(values.reading()::hide);
    boolean isInUrl = !RedisUrl.mask(url).equals(url);
    Optional<Key<?, ?>> second =
        values.has(PASSWORD) && values.has(PASSWORD_FILE)
            ? Optional.of(PASSWORD_FILE)
            : Stream.<Key<?, ?>>of(PASSWORD, PASSWORD_FILE)
                .filter(key -> isInUrl && values.has(key))
                .findFirst();
    second.ifPresent(
        key ->
            values.report(
                key, "redis-password", "there is a second password", Fix.say("delete one")));
    if (values.has(USER) && !values.has(PASSWORD) && !values.has(PASSWORD_FILE)) {
      needs(values, USER, PASSWORD);
    }
    return new RedisTrust.Login(
        values.find(USER), values.find(PASSWORD), values.find(PASSWORD_FILE));
  }

  private static void checkScheme(Values values, String scheme) {
    if (!scheme.startsWith("rediss")) {
      Fix fix = Fix.say("write \"rediss://\"");
      for (Key<?, ?> key : List.of(CA_FILE, CERT_FILE, KEY_FILE)) {
        values.report(key, "redis-tls", "the URL is one without TLS", fix);
      }
    }
    if (!scheme.endsWith("+sentinel")) {
      Fix fix = Fix.say("delete the key, or write \"redis+sentinel://\"");
      for (Key<?, ?> key : List.of(SENTINEL_USER, SENTINEL_PASSWORD)) {
        values.report(key, "redis-sentinel", "the URL is not one of Sentinel", fix);
      }
    }
  }

  private static void needs(Values values, Key<?, ?> key, Key<?, ?> other) {
    if (values.has(key) && !values.has(other)) {
      values.report(
          key,
          "needs-key",
          "here, but no " + other.name(),
          Fix.say("write " + other.name() + ", too"));
    }
  }
}
