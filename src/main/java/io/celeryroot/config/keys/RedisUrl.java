// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Value;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of a Redis. Messages never quote its password, nor the value of a variable. */
final class RedisUrl {

  private static final List<String> SCHEMES =
      List.of(
          "redis",
          "rediss",
          "redis+sentinel",
          "rediss+sentinel",
          "redis+cluster",
          "rediss+cluster",
          "unix",
          "redis+socket");

  /** A path of this machine; the number of the database as redis-py and Celery write it. */
  private static final Pattern SOCKET =
      Pattern.compile(
          "(?:unix|redis\\+socket)://(?:(?<login>.*)@)?(?<path>/[^?#@]+)(?<rest>[?#].*)?");

  private static final Pattern SOCKET_DATABASE =
      Pattern.compile("\\?(?:db|virtual_host)=[0-9]{1,5}");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<login>.*)@)?(?<hosts>[^/@?#]*)(?<path>/[^?#]*)?(?<rest>[?#].*)?");
  private static final Pattern QUERY = Pattern.compile("[?#]");
  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>[0-9]{1,9}))?");

  private RedisUrl() {}

  /**
   * The type of a URL.
   *
   * @param label the type in words
   */
  static Type<Value> type(String label) {
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

  private static boolean isUrl(Reading reading, Value value) {
    try {
      check(value.text());
      return true;
    } catch (UnreadableValue e) {
      String masked = RedisSettings.mask(value.node().text());
      reading.report(value, Quote.of(masked), masked.equals(value.text()), e);
      return false;
    }
  }

  private static void check(String text) {
    Matcher url = SYNTAX.matcher(text);
    if (!url.matches()) {
      throw wrong("not a Redis URL", "write, for example, \"" + RedisSettings.DEFAULT_URL + "\"");
    }
    String scheme = url.group("scheme");
    if (!SCHEMES.contains(scheme)) {
      throw unknownScheme(scheme, text.substring(scheme.length()));
    }
    if (scheme.equals("unix") || scheme.equals("redis+socket")) {
      checkSocket(text);
      return;
    }
    if (url.group("login") != null) {
      checkLogin(url.group("login"));
    }
    if (url.group("rest") != null) {
      throw wrong(
          "a Redis URL has no \"?\" and no \"#\"",
          "delete what begins there; in a password write %3F and %23");
    }
    checkHosts(scheme, List.of(url.group("hosts").split(",", -1)));
    checkPath(scheme, url.group("path"));
  }

  private static void checkSocket(String text) {
    Matcher socket = SOCKET.matcher(text);
    if (!socket.matches()) {
      throw wrong("no absolute path of a socket", "write \"unix:///run/redis/redis.sock\"");
    }
    if (socket.group("login") != null) {
      checkLogin(socket.group("login"));
    }
    String rest = socket.group("rest");
    if (rest != null && !SOCKET_DATABASE.matcher(rest).matches()) {
      throw wrong(
          "behind the path of a socket only the number of a database",
          "write, for example, \"?db=0\"");
    }
  }

  private static void checkLogin(String login) {
    if (QUERY.matcher(login).find()) {
      throw wrong(
          "a \"?\" or \"#\" before the \"@\"",
          "percent-encode it: in a password write %3F and %23");
    }
    if (LONE_PERCENT.matcher(login).find()) {
      throw wrong(
          "a \"%\" without two hexadecimal digits behind it",
          "percent-encode it: in a password write %25");
    }
  }

  private static void checkHosts(String scheme, List<String> hosts) {
    if (hosts.size() > 1 && !scheme.contains("+")) {
      throw wrong(
          "several hosts behind " + scheme + "://, need one",
          "write redis+sentinel:// or redis+cluster://");
    }
    for (String each : hosts) {
      Matcher host = HOST.matcher(each);
      if (!host.matches()) {
        throw wrong("no host name where one should be", "write \"" + scheme + "://host:6379\"");
      }
      String port = host.group("port");
      if (port != null && !isPort(Long.parseLong(port))) {
        throw wrong("port " + port + ", need 1 to 65535", "write \"6379\", the port of Redis");
      }
    }
  }

  private static void checkPath(String scheme, String path) {
    String[] parts = path == null ? new String[0] : path.substring(1).split("/", -1);
    boolean sentinel = scheme.endsWith("+sentinel");
    if (sentinel && (parts.length == 0 || parts[0].isEmpty())) {
      throw wrong("no master name", "write \"redis+sentinel://host:26379/master\"");
    }
    String database = parts.length == 0 ? "" : parts[parts.length - 1];
    boolean tooLong = parts.length > (sentinel ? 2 : 1);
    boolean named = sentinel && parts.length == 1;
    if (tooLong || (!named && !database.matches("[0-9]{0,5}"))) {
      throw wrong(
          "the path of the URL is not a database number",
          "write the number of a database, such as \"/0\"");
    }
    if (scheme.endsWith("+cluster") && !database.isEmpty() && !database.matches("0+")) {
      throw wrong("database " + database + ", but a cluster has only 0", "delete the path");
    }
  }

  private static boolean isPort(long port) {
    return port > 0 && port < 65536;
  }

  private static UnreadableValue unknownScheme(String scheme, String rest) {
    Optional<String> nearest = Nearest.to(scheme, SCHEMES);
    return new UnreadableValue(
        "redis-scheme",
        "no scheme " + Quote.of(scheme) + "; schemes are: " + String.join(", ", SCHEMES),
        nearest.map(name -> "write \"" + name + "://\"").orElse(""),
        nearest.map(name -> name + rest));
  }

  private static UnreadableValue wrong(String message, String hint) {
    return new UnreadableValue("redis-url", message, hint);
  }
}
