// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;

/** Asks the same of several keys. */
public final class Each {

  private Each() {}

  /**
   * Asks in one go; on a cluster, whose pipelines hide lost connections and moved slots, for each
   * when its answer is taken.
   *
   * @param alone asks for one
   * @param together asks for one in a pipeline
   * @return answers in the order asked; each throws the failure of its own key
   */
  public static <K, T> Map<K, Supplier<T>> ask(
      UnifiedJedis jedis,
      Collection<K> keys,
      BiFunction<UnifiedJedis, K, T> alone,
      BiFunction<AbstractPipeline, K, Response<T>> together) {
    Map<K, Supplier<T>> answers = new LinkedHashMap<>();
    if (jedis instanceof RedisClusterClient) {
      keys.forEach(key -> answers.put(key, () -> alone.apply(jedis, key)));
    } else {
      try (AbstractPipeline pipeline = jedis.pipelined()) {
        keys.forEach(key -> answers.put(key, together.apply(pipeline, key)));
      }
    }
    return answers;
  }
}
