// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists of which nothing can be claimed, because somebody wrote another value to their keys: one
 * line in the log when that is found, one when it has ended. Thread-safe.
 */
final class ForeignLists {

  private static final Duration REST = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Map<String, Failed> lists = new ConcurrentHashMap<>();

  private record Failed(String reason, long nanos) {}

  void failed(Target target, QueueUnavailable failure) {
    Failed now = new Failed(failure.reason(), System.nanoTime());
    if (lists.put(target.list(), now) == null) {
      LOG.error(
          "{}; delete or rename the key: no job of {} is run", failure.getMessage(), target.list());
    }
  }

  void over(Target target) {
    if (lists.remove(target.list()) != null) {
      LOG.info("{}: jobs of it are run again", target.list());
    }
  }

  /** Whether it was found just now. */
  boolean isResting(Target target) {
    Failed failed = lists.get(target.list());
    return failed != null && System.nanoTime() - failed.nanos() < REST.toNanos();
  }

  Optional<String> trouble() {
    return lists.entrySet().stream()
        .min(Map.Entry.comparingByKey())
        .map(list -> "no job of " + list.getKey() + " is run: " + list.getValue().reason());
  }
}
