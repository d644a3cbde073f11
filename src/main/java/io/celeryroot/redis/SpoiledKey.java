// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A key of ours to which somebody else wrote a value of another type. Redis does not say which of a
 * command's keys it was; whoever is to delete it must know.
 */
public final class SpoiledKey {

  private static final String PREFIX = "WRONGTYPE of ";

  private SpoiledKey() {}

  /** A command on one key, whose failure names it. */
  public static <T> Function<UnifiedJedis, T> naming(
      String key, Function<UnifiedJedis, T> command) {
    return jedis -> {
      try {
        return command.apply(jedis);
      } catch (JedisDataException e) {
        throw isWrongType(e) ? of(key, e) : e;
      }
    };
  }

  /**
   * The same failure, that names the key.
   *
   * @param types what each key of the command should hold, by the names that {@code TYPE} gives;
   *     several with blanks between
   */
  public static JedisDataException named(
      JedisDataException failure, UnifiedJedis jedis, Map<String, String> types) {
    if (!isWrongType(failure)) {
      return failure;
    }
    try {
      return types.entrySet().stream()
          .filter(key -> !isOneOf(key.getValue(), jedis.type(key.getKey())))
          .findFirst()
          .map(key -> of(key.getKey(), failure))
          .orElse(failure);
    } catch (JedisDataException e) {
      return failure;
    }
  }

  /** Scripts quote the answer of the command that failed. */
  static boolean isWrongType(JedisDataException failure) {
    return String.valueOf(failure.getMessage()).contains("WRONGTYPE");
  }

  static String inWords(JedisDataException failure) {
    String text = String.valueOf(failure.getMessage());
    String key = text.startsWith(PREFIX) ? " " + text.substring(PREFIX.length()) : "";
    return "the key" + key + " holds a value of another type";
  }

  private static boolean isOneOf(String types, String type) {
    return type.equals("none") || Arrays.asList(types.split(" ")).contains(type);
  }

  private static JedisDataException of(String key, JedisDataException failure) {
    return new JedisDataException(PREFIX + key, failure);
  }
}
