// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import io.celeryroot.text.Quote;
import io.celeryroot.text.Shortage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Says in a few words why Redis did not do something. */
final class RedisFailure {

  /** Begin of the reason where the user of Redis lacks a right. */
  static final String FORBIDDEN = "no permission";

  private static final int MAX_LENGTH = 120;

  private static final String RIGHTS =
      "give this user of Redis the rights that docs/redis-keys.md lists";

  /** Answers of a server that works, but not for us now; the first that fits counts. */
  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal("TRYAGAIN", "a slot of the cluster is moving to another node", ""),
          new Refusal(
              "READONLY",
              "a read-only replica",
              "wait if it is a failover; else name its master, or its Sentinels, in redis.url"),
          new Refusal("UNBLOCKED", "it has become a replica", ""),
          new Refusal(
              "OOM command not allowed",
              "out of memory (maxmemory)",
              "raise maxmemory of Redis, or keep less: results_kept"),
          new Refusal("MASTERDOWN", "a replica without its master", ""),
          new Refusal("LOADING", "still loading its data", ""),
          new Refusal(
              "MISCONF",
              "cannot save its data, so takes no more (MISCONF)",
              "free its disk or mend its data directory; the log of Redis says why"),
          new Refusal("CLUSTERDOWN", "the cluster is down (CLUSTERDOWN)", ""),
          new Refusal(
              "MOVED", "a node of a cluster", "put +cluster behind the scheme of redis.url"),
          new Refusal(
              "cluster support disabled",
              "a server without a cluster",
              "take +cluster out of redis.url"),
          new Refusal(
              "max number of clients",
              "too many connections (maxclients)",
              "raise maxclients of Redis, or end those who connect without need"),
          new Refusal(
              "DB index is out of range",
              "no database of that number",
              "correct the number at the end of redis.url"),
          new Refusal(
              "unknown command 'SENTINEL'",
              "a server, not a Sentinel",
              "give the ports of its Sentinels in redis.url, or take +sentinel and the name out of it"),
          new Refusal(
              "unknown command", "", "let Redis have the commands that docs/redis-keys.md lists"),
          new Refusal("NOPERM", "", RIGHTS),
          new Refusal("executing the script can't run this", "", RIGHTS),
          new Refusal(
              "WRONGPASS", "", "correct the password of redis.url, or the variable that holds it"));

  /**
   * An answer of a server.
   *
   * @param part of its text
   * @param words for it; empty: those of the server
   * @param fix for whoever runs the server; empty: that depends
   */
  private record Refusal(String part, String words, String fix) {

    static Optional<Refusal> of(String text) {
      return REFUSALS.stream().filter(known -> text.contains(known.part())).findFirst();
    }
  }

  /** Beginnings of the answers of a server that starts, or whose part in a group changes. */
  private static final List<String> PASSING =
      List.of(
          "LOADING",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "READONLY",
          "UNBLOCKED",
          "BUSY ",
          "ERR max number of clients");

  /** Parts of the answers of a replica. */
  private static final List<String> OF_REPLICA = List.of("READONLY", "UNBLOCKED", "MASTERDOWN");

  /** Failures of a connection that was new. */
  private static final List<Class<? extends IOException>> NEW =
      List.of(
          ConnectException.class,
          SocketTimeoutException.class,
          UnknownHostException.class,
          NoRouteToHostException.class,
          SSLException.class);

  private RedisFailure() {}

  static String inWords(Throwable failure, Duration timeout) {
    if (failure instanceof SentinelsSilent silent) {
      return "no Sentinel answers; %s: %s"
          .formatted(
              silent.first(),
              inWords(silent.getCause(), timeout)
                  .replaceFirst("; write redis://.*", "; see redis.sentinel_password"));
    }
    return chain(failure)
        .map(cause -> words(cause, timeout))
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElseGet(() -> ofJedis(String.valueOf(failure.getMessage())));
  }

  /** The words for a failure that Jedis found out by itself. */
  private static String ofJedis(String text) {
    if (text.startsWith("Unexpected end of stream")) {
      return "it closed the connection";
    }
    if (text.startsWith("Can connect to sentinel")) {
      return "its Sentinels watch no master of that name";
    }
    if (text.startsWith("Unknown reply")) {
      return "what answers is not a Redis; see redis.url";
    }
    if (text.startsWith("Could not initialize cluster slots")) {
      return "no node of the cluster answers";
    }
    return shortened(text);
  }

  /** Returns true if the connection broke while in use, most often because it had gone stale. */
  static boolean isBrokenConnection(JedisException failure) {
    return failure instanceof JedisConnectionException
        && !(failure instanceof SentinelsSilent)
        && chain(failure).noneMatch(cause -> NEW.stream().anyMatch(type -> type.isInstance(cause)));
  }

  /** Returns true if the server is a replica, which it may have become. */
  static boolean isOfReplica(Throwable failure) {
    return refusal(failure).map(text -> OF_REPLICA.stream().anyMatch(text::contains)).orElse(false);
  }

  /** Returns true if the network failed; false if the server refused. */
  static boolean isUnreachable(Throwable failure) {
    return chain(failure)
        .anyMatch(cause -> cause instanceof IOException && !(cause instanceof SSLException));
  }

  /** Returns true if time may mend it; a refusal such as of a wrong password stays. */
  static boolean isPassing(Throwable failure) {
    return refusal(failure).map(text -> PASSING.stream().anyMatch(text::startsWith)).orElse(true);
  }

  /** The fix for whoever runs the server; empty: that depends. */
  static Optional<String> fix(Throwable failure) {
    return chain(failure)
        .flatMap(cause -> Shortage.in(cause).stream())
        .findFirst()
        .map(Shortage::fix)
        .or(() -> refusal(failure).flatMap(Refusal::of).map(Refusal::fix))
        .filter(fix -> !fix.isEmpty());
  }

  /** The answer of a server that refused. */
  private static Optional<String> refusal(Throwable failure) {
    return chain(failure)
        .filter(JedisDataException.class::isInstance)
        .map(RedisFailure::text)
        .findFirst();
  }

  /** The text of an answer; servers before 7.0 put backticks around the name of a command. */
  private static String text(Throwable answer) {
    return String.valueOf(answer.getMessage()).replace('`', '\'');
  }

  /** Leaves out where the slots of a cluster have moved to, which its client goes by. */
  private static Stream<Throwable> chain(Throwable failure) {
    boolean isOfCluster = failure instanceof JedisClusterOperationException;
    return Stream.iterate(failure, Objects::nonNull, RedisFailure::next)
        .filter(cause -> !isOfCluster || !(cause instanceof JedisRedirectionException));
  }

  /** Jedis hides the socket's failure among the suppressed ones. */
  private static Throwable next(Throwable t) {
    if (t.getCause() != null) {
      return t.getCause();
    }
    return t.getSuppressed().length > 0 ? t.getSuppressed()[0] : null;
  }

  private static String words(Throwable t, Duration timeout) {
    if (t instanceof UnknownHostException) {
      return "unknown host " + String.valueOf(t.getMessage()).replaceFirst(": .*", "");
    }
    if (t instanceof SocketTimeoutException) {
      return "no answer within " + timeout.toMillis() + " ms";
    }
    if (t instanceof NoRouteToHostException) {
      return "no route to host";
    }
    if (t instanceof ConnectException) {
      String text = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      return text.contains("refused") ? "connection refused" : text;
    }
    if (t instanceof IllegalArgumentException && t.getMessage() != null) {
      return t.getMessage();
    }
    if (t instanceof SSLException && isOutOfDate(t)) {
      return "TLS: a certificate of the server or its authority has expired, or is not valid yet; renew"
          + " it, or set the clock of this machine";
    }
    if (t instanceof SSLException && t.getMessage().contains("PKIX path")) {
      return "TLS: the certificate is from an authority that is not trusted; see redis.ca_file";
    }
    if (t instanceof SSLException) {
      return "TLS: " + shortened(t.getMessage());
    }
    if (t instanceof JedisDataException data && SpoiledKey.isWrongType(data)) {
      return SpoiledKey.inWords(data);
    }
    if (t instanceof JedisDataException) {
      return shortened(answer(text(t)));
    }
    return t instanceof IOException ? shortened(t.getMessage()) : "";
  }

  private static boolean isOutOfDate(Throwable t) {
    return chain(t)
        .anyMatch(
            cause ->
                cause instanceof CertificateExpiredException
                    || cause instanceof CertificateNotYetValidException);
  }

  private static String answer(String text) {
    if (text.startsWith("WRONGPASS") || text.startsWith("ERR invalid password")) {
      return "wrong password";
    }
    if (text.startsWith("NOAUTH")) {
      return "password needed; write redis://:PASSWORD@HOST";
    }
    if (text.startsWith("NOPERM") || text.contains("executing the script can't run this")) {
      return FORBIDDEN + ": " + text.replaceFirst("^NOPERM ", "").replaceFirst(" script: .*", "");
    }
    if (text.contains("without any password configured")) {
      return "wrong password: the server has none";
    }
    return Refusal.of(text)
        .map(Refusal::words)
        .filter(words -> !words.isEmpty())
        .orElseGet(() -> text.replaceFirst(" script: .*|, with args beginning with: .*", ""));
  }

  private static String shortened(String text) {
    String line = String.valueOf(text).lines().findFirst().orElse("");
    return Quote.cut(line, MAX_LENGTH);
  }
}
