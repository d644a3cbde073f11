// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.text.Mask;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parts of a Redis URL. What stands before the last {@code @} is user and password. Several
 * hosts are separated by commas: {@code redis+sentinel://user:password@h1:26379,h2:26379/master/0},
 * {@code redis+cluster://h1:6379}. A socket of this machine: {@code unix:///run/redis.sock?db=1},
 * or as Celery writes it, {@code redis+socket:///run/redis.sock?virtual_host=1}.
 *
 * @param text the URL; may hold a password
 * @param scheme {@code rediss…} with TLS
 * @param user empty: Redis's default user
 * @param password empty: none
 * @param hosts at least one, except with a socket
 * @param master Sentinel's name of the server; empty: no Sentinel
 * @param database number
 * @param socket path of a Unix socket
 */
public record RedisUrl(
    String text,
    String scheme,
    Optional<String> user,
    Optional<String> password,
    List<Host> hosts,
    Optional<String> master,
    int database,
    Optional<String> socket) {

  /** A server, or a Sentinel. */
  public record Host(String name, int port) {}

  public static final String DEFAULT = "redis://localhost:6379/0";

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

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /** A path of this machine; the number of the database as redis-py and Celery write it. */
  private static final Pattern SOCKET =
      Pattern.compile("[^:]+://(?:(?<login>.*)@)?(?<path>/[^?#@]+)(?<rest>[?#].*)?");

  private static final Pattern SOCKET_DATABASE =
      Pattern.compile("\\?(?:db|virtual_host)=(?<number>[0-9]{1,5})");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<login>.*)@)?(?<hosts>[^/@?#]*)(?<path>/[^?#]*)?(?<rest>[?#].*)?");
  private static final Pattern QUERY = Pattern.compile("[?#]");
  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern HOST =
      Pattern.compile("(?<name>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>[0-9]{1,9}))?");

  /** Two colons at least, one of which may be that of a port. */
  private static final Pattern BARE_IPV6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*");

  /**
   * Reads a URL. Messages never quote its password.
   *
   * @throws UnreadableValue it is none
   */
  public static RedisUrl parse(String text) {
    Matcher url = SYNTAX.matcher(text);
    if (!url.matches()) {
      throw wrong("not a Redis URL", "write, for example, \"" + DEFAULT + "\"");
    }
    String scheme = url.group("scheme");
    if (!SCHEMES.contains(scheme)) {
      throw unknownScheme(scheme, text.substring(scheme.length()));
    }
    if (scheme.equals("unix") || scheme.equals("redis+socket")) {
      return socket(text, scheme);
    }
    Login login = Login.of(url.group("login"));
    if (url.group("rest") != null) {
      throw wrong(
          "a Redis URL has no \"?\" and no \"#\"",
          "delete what begins there; in a password write %3F and %23");
    }
    List<Host> hosts = hosts(scheme, url.group("hosts").split(",", -1));
    String path = url.group("path");
    String[] parts = path == null ? new String[0] : path.substring(1).split("/", -1);
    boolean isSentinel = scheme.endsWith("+sentinel");
    String database = database(scheme, parts, isSentinel);
    return new RedisUrl(
        text,
        scheme,
        login.user(),
        login.password(),
        hosts,
        isSentinel ? decoded(parts[0]) : Optional.empty(),
        database.isEmpty() ? 0 : Integer.parseInt(database),
        Optional.empty());
  }

  private static RedisUrl socket(String text, String scheme) {
    Matcher socket = SOCKET.matcher(text);
    if (!socket.matches()) {
      throw wrong("no absolute path of a socket", "write \"unix:///run/redis/redis.sock\"");
    }
    Login login = Login.of(socket.group("login"));
    String rest = socket.group("rest");
    Matcher database = SOCKET_DATABASE.matcher(rest == null ? "?db=0" : rest);
    if (!database.matches()) {
      throw wrong(
          "behind the path of a socket only the number of a database",
          "write, for example, \"?db=0\"");
    }
    return new RedisUrl(
        text,
        scheme,
        login.user(),
        login.password(),
        List.of(),
        Optional.empty(),
        Integer.parseInt(database.group("number")),
        decoded(socket.group("path")));
  }

  private record Login(Optional<String> user, Optional<String> password) {

    static Login of(String login) {
      if (login == null) {
        return new Login(Optional.empty(), Optional.empty());
      }
      if (QUERY.matcher(login).find()) {
        throw wrong(
            "a \"?\" or \"#\" before the \"@\"",
            "percent-encode it: in a password write %3F and %23");
      }
      int colon = login.indexOf(':');
      return new Login(
          decoded(login.substring(0, Math.max(colon, 0))), decoded(login.substring(colon + 1)));
    }
  }

  private static List<Host> hosts(String scheme, String[] hosts) {
    if (hosts.length > 1 && !scheme.contains("+")) {
      throw wrong(
          "several hosts behind " + scheme + "://, need one",
          "write redis+sentinel:// or redis+cluster://");
    }
    // The first comparison of records costs a command several milliseconds.
    return hosts.length == 1
        ? List.of(host(scheme, hosts[0]))
        : Stream.of(hosts).map(host -> host(scheme, host)).distinct().toList();
  }

  private static Host host(String scheme, String text) {
    Matcher host = HOST.matcher(text);
    if (BARE_IPV6.matcher(text).matches()) {
      throw wrong(
          "an IPv6 address without brackets", "write it as in \"" + scheme + "://[::1]:6379\"");
    }
    if (!host.matches()) {
      throw wrong("no host name where one should be", "write \"" + scheme + "://host:6379\"");
    }
    String given = host.group("port");
    int port =
        given != null ? Integer.parseInt(given) : scheme.endsWith("+sentinel") ? 26379 : 6379;
    if (port < 1 || port > 65535) {
      throw wrong("port " + given + ", need 1 to 65535", "write \"6379\", the port of Redis");
    }
    return new Host(host.group("name").replaceAll("[\\[\\]]", ""), port);
  }

  /** Returns the number of the database, or an empty text. */
  private static String database(String scheme, String[] parts, boolean isSentinel) {
    if (isSentinel && (parts.length == 0 || parts[0].isEmpty())) {
      throw wrong("no master name", "write \"redis+sentinel://host:26379/master\"");
    }
    int place = isSentinel ? 1 : 0;
    String database = parts.length > place ? parts[place] : "";
    if (parts.length > place + 1 || !database.matches("[0-9]{0,5}")) {
      throw wrong(
          "the path of the URL is not a database number",
          "write the number of a database, such as \"/0\"");
    }
    if (scheme.endsWith("+cluster") && !database.matches("0*")) {
      throw wrong("database " + database + ", but a cluster has only 0", "delete the path");
    }
    return database;
  }

  private static Optional<String> decoded(String text) {
    if (LONE_PERCENT.matcher(text).find()) {
      throw wrong(
          "a \"%\" without two hexadecimal digits behind it",
          "percent-encode it: in a password write %25");
    }
    return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8))
        .filter(part -> !part.isEmpty());
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

  public boolean isTls() {
    return scheme.startsWith("rediss");
  }

  public boolean isCluster() {
    return scheme.endsWith("+cluster");
  }

  /** The port of a plain server of this machine without a password; empty: it is none. */
  public Optional<Integer> plainLoopbackPort() {
    return hosts.stream()
        .filter(host -> scheme.equals("redis") && user.isEmpty() && password.isEmpty())
        .filter(host -> LOOPBACK.contains(host.name()) && database == 0)
        .map(Host::port)
        .findFirst();
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
    return mask(text);
  }
}
