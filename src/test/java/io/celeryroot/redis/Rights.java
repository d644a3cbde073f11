// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** The user of Redis that docs/redis-keys.md shows, with exactly the rights that stand there. */
public final class Rights {

  /** Its name and password, for a URL. */
  public static final String LOGIN = "celeryroot:PASSWORD@";

  private static final Path PAGE = Path.of("docs/redis-keys.md");
  private static final Pattern MORE = Pattern.compile("On a cluster add ((`?\\+[a-z|]+`?[ ]?)+)");

  private Rights() {}

  /** Makes the user on a server, as an administrator. */
  public static String grant(Jedis admin) {
    return grant(admin, List.of());
  }

  /** Makes the user on a node of a cluster. */
  public static String grantOnCluster(Jedis admin) {
    Matcher more = MORE.matcher(page());
    if (!more.find()) {
      throw new IllegalStateException(PAGE + " does not say what a cluster needs");
    }
    return grant(admin, List.of(more.group(1).replace("`", "").strip().split(" ", -1)));
  }

  private static String grant(Jedis admin, List<String> more) {
    String[] arguments =
        Stream.concat(Arrays.stream(line().split(" ", -1)).skip(1), more.stream())
            .toArray(String[]::new);
    Object answer = admin.sendCommand(Protocol.Command.ACL, arguments);
    return Script.text(answer);
  }

  /** The command as the page shows it. */
  public static String line() {
    return page().lines().filter(line -> line.startsWith("ACL SETUSER ")).findFirst().orElseThrow();
  }

  private static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
