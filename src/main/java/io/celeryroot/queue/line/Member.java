// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.redis.Redis;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.resps.Tuple;

/**
 * A worker of a role, and one of the lists that it takes jobs from.
 *
 * @param worker name
 * @param list of the role, or of a host of it
 * @param renewed ms of the Redis clock at which it last renewed its lease
 */
public record Member(String worker, Target list, double renewed) {

  /** The entry of a worker and a list in Redis. */
  public static String text(String worker, Target list) {
    return worker + " " + list.list();
  }

  /** The entry in Redis. */
  public String text() {
    return text(worker, list);
  }

  /** Reads the members of a queue; without entries that no worker of ours writes. */
  public static List<Member> all(Redis redis, String role, String queue) {
    String key = Keys.workers(queue);
    return of(
        redis.call("reading the workers of " + queue, j -> j.zrangeWithScores(key, 0, -1)),
        role,
        queue);
  }

  /** The members in entries of a queue; without entries that no worker of ours writes. */
  public static List<Member> of(List<Tuple> entries, String role, String queue) {
    return entries.stream().flatMap(entry -> parse(entry, role, queue).stream()).toList();
  }

  private static Optional<Member> parse(Tuple entry, String role, String queue) {
    int space = entry.getElement().indexOf(' ');
    String list = entry.getElement().substring(space + 1);
    String prefix = "{" + queue + "}.";
    Optional<String> host =
        Optional.of(list)
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .filter(Target::isHostName);
    return space > 0 && (list.equals(queue) || host.isPresent())
        ? Optional.of(
            new Member(
                entry.getElement().substring(0, space),
                new Target(role, queue, host),
                entry.getScore()))
        : Optional.empty();
  }
}
