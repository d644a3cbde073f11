// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** Sets keys that nobody has set before, in one go. */
public final class NewKeys {

  private NewKeys() {}

  /**
   * Sets the keys that do not exist: one by one on a cluster, whose pipelines hide lost connections
   * and moved slots.
   *
   * @param params hold NX
   * @return the values of the keys that exist, without those that vanished meanwhile
   */
  public static Map<String, String> set(
      UnifiedJedis jedis, Map<String, String> values, SetParams params) {
    Map<String, Boolean> isSet = new HashMap<>();
    if (jedis instanceof RedisClusterClient || values.size() == 1) {
      values.forEach((key, value) -> isSet.put(key, jedis.set(key, value, params) != null));
    } else {
      Map<String, Response<String>> answers = new HashMap<>();
      try (AbstractPipeline pipeline = jedis.pipelined()) {
        values.forEach((key, value) -> answers.put(key, pipeline.set(key, value, params)));
      }
      answers.forEach((key, answer) -> isSet.put(key, answer.get() != null));
    }
    Map<String, String> older = new HashMap<>();
    isSet.forEach((key, isNew) -> older.computeIfAbsent(key, k -> isNew ? null : jedis.get(k)));
    return older;
  }
}
