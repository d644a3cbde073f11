// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.trace;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.sign.Seals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs that wait for the slot of another, each as its ID, a newline and its message. */
public final class HeldJobs {

  private static final int PAGE = 200;

  /** Pages of forged entries that are removed in one go. */
  private static final int MOST_PAGES = 10;

  private HeldJobs() {}

  /** The ID in an entry. */
  public static String idOf(String entry) {
    int end = entry.indexOf('\n');
    return end < 0 ? entry : entry.substring(0, end);
  }

  /** The message in an entry; empty text: it has none. */
  public static String messageOf(String entry) {
    return entry.substring(Math.min(entry.length(), idOf(entry).length() + 1));
  }

  /** Returns true if an entry is one of ours. */
  static boolean isBelieved(Seals seals, Target target, String entry) {
    if (!seals.isRequired()) {
      return true;
    }
    String id = idOf(entry);
    String message = messageOf(entry);
    return MessageCodec.tryRead(message, target)
        .filter(job -> job.id().equals(id) && JobSeal.isBelieved(job, message, seals))
        .isPresent();
  }

  /**
   * Removes what nobody of ours has put before jobs that are to be enqueued, where signatures are
   * required: a slot that is free goes to the first that waits for it.
   *
   * @param jobs of one queue
   * @return number of entries that were removed
   */
  public static int removeForged(Redis redis, Collection<Job> jobs) {
    Map<String, Target> lines = new LinkedHashMap<>();
    jobs.stream().filter(Job::hasSlot).forEach(job -> lines.put(Keys.held(job), job.target()));
    if (!redis.seals().isRequired() || lines.isEmpty()) {
      return 0;
    }
    List<String> keys = List.copyOf(lines.keySet());
    // A key that holds a value of another type keeps nobody else's jobs from their lists.
    Isolated isolated = new Isolated(failure -> {});
    List<?> counts =
        isolated
            .<List<?>>get(
                () -> redis.rows("counting jobs that wait for a slot", Script.COUNT, keys))
            .orElse(List.of());
    int removed = 0;
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      if (counts.isEmpty() || !Long.valueOf(0).equals(counts.get(i))) {
        removed += isolated.get(() -> removeForged(redis, key, lines.get(key))).orElse(0);
      }
    }
    return removed;
  }

  private static int removeForged(Redis redis, String key, Target target) {
    int removed = 0;
    for (int page = 0; page < MOST_PAGES; page++) {
      List<String> forged =
          new ArrayList<>(
              redis.call("reading jobs that wait for a slot", j -> j.lrange(key, -PAGE, -1)));
      forged.removeIf(entry -> isBelieved(redis.seals(), target, entry));
      if (forged.isEmpty()) {
        return removed;
      }
      forged.forEach(entry -> redis.call("removing a forged job", j -> j.lrem(key, -1, entry)));
      removed += forged.size();
    }
    return removed;
  }
}
