// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.pidbox;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Finds workers of Celery that take jobs from lists, by asking all workers as {@code celery inspect
 * active_queues} does. Nobody is asked about lists that no worker of Celery has ever served.
 */
public final class ForeignConsumers {

  /** Longest wait for replies; a worker without threads replies when its job has ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Lists that are looked at before anybody is asked. */
  private static final int MOST_LISTS = 200;

  /** Key by which our workers tell that a queue is served by them, and its value. */
  public static final String SERVED_BY = "served_by";

  public static final String OURS = "celeryroot";

  private static final String SEPARATOR = "\u0006\u0016";

  private final Redis redis;
  private final int database;

  /**
   * @param database number, which is a part of the name of the channel
   */
  public ForeignConsumers(Redis redis, int database) {
    this.redis = redis;
    this.database = database;
  }

  /**
   * Finds who takes jobs from lists.
   *
   * @param lists of queues
   * @return names of Celery's workers by list; empty: none replied, or the user of Redis may not
   *     ask
   * @throws QueueUnavailable Redis did not answer
   */
  public Map<String, List<String>> of(Collection<String> lists) {
    try {
      boolean isServed =
          redis.call(
              "looking for Celery",
              j -> lists.stream().limit(MOST_LISTS).map(Keys::binding).anyMatch(j::exists));
      return isServed ? ask(lists) : Map.of();
    } catch (QueueUnavailable e) {
      if (e.isPassing()) {
        throw e;
      }
      return Map.of();
    }
  }

  private Map<String, List<String>> ask(Collection<String> lists) {
    String client = UUID.randomUUID().toString();
    String replies = Keys.reply(client);
    String bound = client + SEPARATOR + SEPARATOR + replies;
    Map<String, List<String>> found = new TreeMap<>();
    redis.call("asking Celery", j -> j.sadd(Keys.REPLY_BINDING, bound));
    try {
      long asked =
          redis.callOnce("asking Celery", j -> j.publish(Keys.pidbox(database), question(client)));
      long until = System.nanoTime() + PATIENCE.toNanos();
      for (long left = asked; left > 0 && System.nanoTime() < until; left--) {
        double seconds = Math.max(0.01, (until - System.nanoTime()) / 1e9);
        Optional.ofNullable(redis.callOnce("asking Celery", j -> j.blpop(seconds, replies)))
            .ifPresent(reply -> add(reply.getValue(), lists, found));
      }
    } finally {
      redis.call("asking Celery", j -> j.srem(Keys.REPLY_BINDING, bound) + j.del(replies));
    }
    return found;
  }

  private static String question(String client) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("method", "active_queues");
    body.put("arguments", Map.of());
    body.put("destination", Optional.empty());
    body.put("pattern", Optional.empty());
    body.put("matcher", Optional.empty());
    body.put("ticket", client);
    body.put("reply_to", Map.of("exchange", KombuMessage.REPLY_EXCHANGE, "routing_key", client));
    return KombuMessage.write(body, Map.of("clock", 1), 2, "celery.pidbox", "");
  }

  /** Adds what a worker of Celery replied; those of ours say who they are. */
  private static void add(String reply, Collection<String> lists, Map<String, List<String>> found) {
    Map<String, Object> body = KombuMessage.body(reply).orElse(Map.of());
    body.forEach(
        (node, queues) ->
            JsonReader.objects(queues)
                .filter(queue -> !OURS.equals(queue.get(SERVED_BY)))
                .flatMap(queue -> JsonReader.text(queue.get("name")).stream())
                .filter(lists::contains)
                .forEach(name -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(node)));
  }
}
