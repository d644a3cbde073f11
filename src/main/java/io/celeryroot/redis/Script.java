// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The Lua scripts; what each does stands at the head of its file. */
public final class Script {

  static final Script TIME = new Script("time", "hash");
  public static final Script LAPSED = new Script("lapsed", "zset");
  public static final Script LIVES = new Script("lives", "zset");
  public static final Script STATE = new Script("state", "string");
  public static final Script STATUS = new Script("status", "string");
  public static final Script SWAP = new Script("swap", "string", "hash").with("ended");
  public static final Script COUNT_END = new Script("count_end", "hash").with("ended");
  public static final Script ENQUEUE =
      new Script("enqueue", "zset", "string", "list", "zset", "string", "list");
  public static final Script LIST_RUN = new Script("list_run", "zset");
  public static final Script MOVE = new Script("move", "list", "list", "string");
  public static final Script RESTORE =
      new Script("restore", "list", "list", "string", "string", "string");
  public static final Script ACK =
      new Script("ack", "list zset", "list", "string", "list", "list").with("slot");
  public static final Script BEGIN = new Script("begin", "string", "string");
  public static final Script END =
      new Script("end", "list", "list", "string", "list", "string", "hash", "hash", "list")
          .with("slot")
          .with("last_run")
          .with("ended")
          .with("take");
  public static final Script NOTE_RUN = new Script("note_run", "hash").with("last_run");
  public static final Script HOLD = new Script("hold", "string");
  public static final Script DELAY = new Script("delay", "list", "zset");
  public static final Script PAGE = new Script("page", "list zset");
  public static final Script PROMOTE = new Script("promote", "zset list");
  public static final Script CLAIM = new Script("claim", "list").with("take");
  public static final Script LEASE = new Script("lease", "string", "zset");
  public static final Script RELEASE = new Script("release", "string", "zset");
  public static final Script OUTPUT = new Script("output", "stream");
  public static final Script MARK = new Script("mark", "hash");
  public static final Script MISS = new Script("miss", "zset", "hash");
  public static final Script DECIDE = new Script("decide", "zset", "hash");
  public static final Script RERUN = new Script("rerun", "zset");
  public static final Script UNMISS = new Script("unmiss", "zset", "hash");
  public static final Script DEFINE = new Script("define", "hash", "list");
  public static final Script SET_BACK = new Script("set_back", "zset", "hash", "zset");
  public static final Script PAUSE = new Script("pause", "hash", "zset").with("rests");
  public static final Script RESUME = new Script("resume", "hash").with("rests");
  public static final Script PRIORITISED = new Script("prioritised", "list");
  public static final Script REPLY = new Script("reply", "list");
  public static final Script START_WORKFLOW = new Script("start_workflow", "string", "list");
  public static final Script STEP_WORKFLOW = new Script("step_workflow", "string", "list");
  public static final Script TELL = new Script("tell", "hash", "zset", "zset", "list");
  public static final Script CLAIM_NOTICES = new Script("claim_notices", "zset", "zset");
  public static final Script SETTLE_NOTICES = new Script("settle_notices", "zset", "list", "hash");
  public static final Script AGAIN = new Script("again", "string");
  public static final Script KEEP = new Script("keep", "string");
  public static final Script COUNT = new Script("count", "list zset");

  private final String name;
  private final List<String> types;
  private final List<String> parts = new ArrayList<>();
  private byte[] source;
  private byte[] sha;

  /**
   * @param types what each key holds, by the names that {@code TYPE} gives; the last is also for
   *     those that follow
   */
  private Script(String name, String... types) {
    this.name = name;
    this.types = List.of(types);
  }

  /** Puts the functions of another file before it. */
  private Script with(String part) {
    parts.add(part);
    return this;
  }

  /**
   * Runs it; answers are lists, longs and byte arrays.
   *
   * @throws JedisDataException that names the key when one holds what it should not
   */
  public Object run(UnifiedJedis jedis, List<String> keys, Object... args) {
    try {
      return evaluate(jedis, keys, args);
    } catch (JedisDataException e) {
      throw SpoiledKey.named(e, jedis, typesOf(keys));
    }
  }

  private Object evaluate(UnifiedJedis jedis, List<String> keys, Object... args) {
    load();
    List<byte[]> keyBytes = bytes(keys);
    List<byte[]> argBytes = bytes(Arrays.asList(args));
    try {
      return jedis.evalsha(sha, keyBytes, argBytes);
    } catch (JedisNoScriptException e) {
      return jedis.eval(source, keyBytes, argBytes);
    }
  }

  private Map<String, String> typesOf(List<String> keys) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byKey.put(keys.get(i), types.get(Math.min(i, types.size() - 1)));
    }
    return byKey;
  }

  /** The keys and arguments of one call of a script. */
  public record Call(List<String> keys, List<Object> args) {}

  /**
   * Runs it once for each key: in one go, except on a cluster, whose pipelines hide lost
   * connections and moved slots.
   *
   * @return the answers, in the order of the keys
   * @throws JedisDataException as {@link #run}; it was run for the other keys, too
   */
  public List<Object> runForEach(UnifiedJedis jedis, List<String> keys, Object... args) {
    return runEach(
        jedis, keys.stream().map(key -> new Call(List.of(key), Arrays.asList(args))).toList());
  }

  /** Runs it once for each call, as {@link #runForEach} does. */
  public List<Object> runEach(UnifiedJedis jedis, List<Call> calls) {
    if (jedis instanceof RedisClusterClient || calls.size() < 2) {
      return calls.stream().map(call -> run(jedis, call)).toList();
    }
    load();
    List<Response<Object>> pending = new ArrayList<>();
    try (AbstractPipeline pipeline = jedis.pipelined()) {
      for (Call call : calls) {
        List<byte[]> keys = bytes(call.keys());
        List<byte[]> args = bytes(call.args());
        // The first call brings the source, so that Redis knows it when the others come.
        pending.add(
            pending.isEmpty()
                ? pipeline.eval(source, keys, args)
                : pipeline.evalsha(sha, keys, args));
      }
    }
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      try {
        answers.add(pending.get(i).get());
      } catch (JedisDataException e) {
        // It fails again, alone, with the name of its key; or Redis has forgotten it meanwhile.
        answers.add(run(jedis, calls.get(i)));
      }
    }
    return answers;
  }

  private Object run(UnifiedJedis jedis, Call call) {
    return run(jedis, call.keys(), call.args().toArray());
  }

  public static String text(Object answer) {
    return answer instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
  }

  /** The answer of {@code TIME}: seconds, then microseconds. */
  public static Instant instant(List<?> time) {
    long seconds = Long.parseLong(text(time.get(0)));
    return Instant.ofEpochSecond(seconds, Long.parseLong(text(time.get(1))) * 1000);
  }

  private static List<byte[]> bytes(List<?> args) {
    List<byte[]> all = new ArrayList<>(args.size());
    for (Object arg : args) {
      all.add(bytes(arg));
    }
    return all;
  }

  private static byte[] bytes(Object arg) {
    return arg instanceof byte[] bytes ? bytes : String.valueOf(arg).getBytes(UTF_8);
  }

  private synchronized void load() {
    if (source != null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(file(part)).append('\n'));
    byte[] whole = text.append(file(name)).toString().getBytes(UTF_8);
    try {
      String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(whole));
      sha = hex.getBytes(UTF_8);
      source = whole;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String file(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name + ".lua");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
