// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.executors.CommandExecutor;

/**
 * A key of ours to which somebody else wrote a value of another type. Redis does not say which of a
 * command's keys it was; whoever is to delete it must know.
 */
final class SpoiledKey {

  private static final String PREFIX = "WRONGTYPE of ";

  private SpoiledKey() {}

  /** An executor whose failures name the key, if the command has only one. */
  static CommandExecutor naming(CommandExecutor executor) {
    return new CommandExecutor() {
      @Override
      public <T> T executeCommand(CommandObject<T> command) {
        try {
          return executor.executeCommand(command);
        } catch (JedisDataException e) {
          List<Object> keys = command.getArguments().getKeys();
          throw isWrongType(e) && keys.size() == 1 ? of(keys.get(0), e) : e;
        }
      }

      @Override
      public <T> T broadcastCommand(CommandObject<T> command) {
        return executor.broadcastCommand(command);
      }

      @Override
      public void close() {
        try {
          executor.close();
        } catch (Exception e) {
          throw new IllegalStateException("closing the connections: " + e.getMessage(), e);
        }
      }
    };
  }

  /**
   * Names the key in a failure.
   *
   * @param types what each key of the command should hold, by the names that {@code TYPE} gives;
   *     several with blanks between
   */
  static JedisDataException named(
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

  private static JedisDataException of(Object key, JedisDataException failure) {
    String name = key instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(key);
    return new JedisDataException(PREFIX + name, failure);
  }
}
