// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/**
 * The parts of a Redis URL. What stands before the last {@code @} is user and password. Several
 * hosts are separated by commas: {@code redis+sentinel://user:password@h1:26379,h2:26379/master/0},
 * {@code redis+cluster://h1:6379}. A socket of this machine: {@code unix:///run/redis.sock?db=1},
 * or as Celery writes it, {@code redis+socket:///run/redis.sock?virtual_host=1}.
 *
 * @param scheme {@code redis}, {@code rediss}, {@code redis+sentinel}, {@code redis+cluster};
 *     {@code rediss+…} with TLS
 * @param user empty: Redis's default user
 * @param password empty: none
 * @param hosts at least one, except with a socket
 * @param master Sentinel's name of the server
 * @param database number
 * @param socket path of a Unix socket
 */
public record RedisUrl(
    String scheme,
    Optional<String> user,
    Optional<String> password,
    Set<HostAndPort> hosts,
    Optional<String> master,
    int database,
    Optional<Path> socket) {

  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  public static RedisUrl parse(String url) {
    int colon = url.indexOf("://");
    if (colon < 0) {
      throw new IllegalArgumentException("no scheme; write redis://HOST:6379/0");
    }
    String scheme = url.substring(0, colon);
    String rest = url.substring(colon + 3);
    if (scheme.equals("unix") || scheme.equals("redis+socket")) {
      return socket(scheme, rest);
    }
    int at = rest.lastIndexOf('@');
    String[] login = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
    String server = rest.substring(at + 1).replaceFirst("[?#].*$", "");
    int slash = server.indexOf('/');
    String path = slash < 0 ? "" : server.substring(slash + 1);
    boolean sentinel = scheme.endsWith("+sentinel");
    int masterEnd = path.indexOf('/');
    String master = masterEnd < 0 ? path : path.substring(0, masterEnd);
    String database = sentinel ? (masterEnd < 0 ? "" : path.substring(masterEnd + 1)) : path;
    return new RedisUrl(
        scheme,
        login.length == 2 ? decoded(login[0]) : Optional.empty(),
        login.length > 0 ? decoded(login[login.length - 1]) : Optional.empty(),
        hosts(
            slash < 0 ? server : server.substring(0, slash), sentinel ? SENTINEL_PORT : REDIS_PORT),
        sentinel ? decoded(master) : Optional.empty(),
        number(database),
        Optional.empty());
  }

  private static RedisUrl socket(String scheme, String rest) {
    int at = rest.lastIndexOf('@');
    String[] login = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
    String[] parts = rest.substring(at + 1).split("[?]", 2);
    return new RedisUrl(
        scheme,
        login.length == 2 ? decoded(login[0]) : Optional.empty(),
        login.length > 0 ? decoded(login[login.length - 1]) : Optional.empty(),
        Set.of(),
        Optional.empty(),
        number(parts.length == 2 ? parts[1].replaceFirst("^(db|virtual_host)=", "") : ""),
        decoded(parts[0]).map(Path::of));
  }

  public boolean isTls() {
    return scheme.startsWith("rediss");
  }

  /** The port of a plain server of this machine without a password; empty: it is none. */
  public Optional<Integer> plainLoopbackPort() {
    if (hosts.isEmpty()) {
      return Optional.empty();
    }
    HostAndPort host = hosts.iterator().next();
    boolean isPlain =
        scheme.equals("redis")
            && user.isEmpty()
            && password.isEmpty()
            && LOOPBACK.contains(host.getHost())
            && database == 0;
    return isPlain ? Optional.of(host.getPort()) : Optional.empty();
  }

  private static Set<HostAndPort> hosts(String text, int defaultPort) {
    Set<HostAndPort> hosts = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      int colon = part.endsWith("]") ? -1 : part.lastIndexOf(':');
      String host = colon < 0 ? part : part.substring(0, colon);
      int port = colon < 0 ? defaultPort : number(part.substring(colon + 1));
      hosts.add(
          new HostAndPort(host.isEmpty() ? "localhost" : host.replaceAll("[\\[\\]]", ""), port));
    }
    return hosts;
  }

  private static int number(String text) {
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: \"" + text + "\"", e);
    }
  }

  private static Optional<String> decoded(String text) {
    String plus = text.replace("+", "%2B");
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(URLDecoder.decode(plus, StandardCharsets.UTF_8));
  }
}
