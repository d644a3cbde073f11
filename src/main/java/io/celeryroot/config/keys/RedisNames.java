// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Glob;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names that become parts of Redis keys: those of hosts and queues. */
public final class RedisNames {

  private static final Pattern HOST_LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern HOST_GLOB = Pattern.compile("[A-Za-z0-9.*?\\[\\]!-]+");
  private static final int MOST_HOSTS = 10_000;
  private static final String QUEUE = "[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}";

  private RedisNames() {}

  /**
   * Checks the name of a host.
   *
   * @throws UnreadableValue it is not a host name of RFC 1123 or a glob
   */
  public static String hostOrGlob(String host) {
    if (HostRanges.isRange(host)) {
      checkRange(host);
      return host;
    }
    if (host.endsWith(".") && isHost(host.substring(0, host.length() - 1))) {
      throw new UnreadableValue(
          "host-name",
          "a dot at the end of a host name",
          "",
          Optional.of(host.substring(0, host.length() - 1)));
    }
    boolean wellFormed = Glob.isGlob(host) ? HOST_GLOB.matcher(host).matches() : isHost(host);
    if (!wellFormed) {
      throw host.contains("_")
          ? wrongHost(
              "a host name has no \"_\"",
              "write \"-\"; a machine that is called so gets this name by --hostname or"
                  + " CL_HOSTNAME")
          : wrongHost(
              "not a host name",
              "write letters, digits, \"-\" and dots, or a glob such as \"web-*\"");
    }
    if (Glob.hasOpenBracket(host)) {
      throw wrongHost(
          host.contains("[]") ? "nothing between \"[\" and \"]\"" : "a \"[\" without its \"]\"",
          "write the \"]\" after the letters that may stand there, such as \"web[0-9]\"");
    }
    return host;
  }

  /** Checks the first and last name of a range; those between have the same form. */
  private static void checkRange(String range) {
    if (HostRanges.count(range) > MOST_HOSTS) {
      throw wrongHost("a range of more than " + MOST_HOSTS + " hosts", "write a glob, or less");
    }
    List<String> hosts = HostRanges.expand(range);
    hostOrGlob(hosts.get(0));
    hostOrGlob(hosts.get(hosts.size() - 1));
  }

  private static UnreadableValue wrongHost(String message, String hint) {
    return new UnreadableValue("host-name", message, hint);
  }

  private static boolean isHost(String host) {
    return host.length() <= 253
        && List.of(host.split("[.]", -1)).stream()
            .allMatch(label -> HOST_LABEL.matcher(label).matches());
  }

  /**
   * Checks the name of a queue.
   *
   * @throws UnreadableValue it cannot be a Redis key and the hash tag of others, or is reserved
   */
  public static String queue(String queue) {
    if (!queue.matches(QUEUE)) {
      String other =
          queue.trim().replaceAll("[^A-Za-z0-9_.:-]+", "_").replaceAll("^[^A-Za-z0-9]+|_+$", "");
      throw new UnreadableValue(
          "queue-name",
          "a queue name has letters, digits and _ . : - (at most 128)",
          "",
          Optional.of(other).filter(text -> text.matches(QUEUE)));
    }
    boolean reserved =
        queue.startsWith("cl.")
            || queue.startsWith("celery-task-meta-")
            || queue.startsWith("_kombu.");
    if (reserved) {
      throw new UnreadableValue(
          "queue-name",
          "a name that Celeryroot or Celery use for something else",
          "write another name");
    }
    return queue;
  }
}
