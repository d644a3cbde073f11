// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.queue.QueueUnavailable;
import io.celeryroot.queue.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists that are none, because somebody wrote another value to their keys: one line in the log when
 * that is found, one when it has ended. Thread-safe.
 */
final class ForeignLists {

  private static final Duration REST = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Map<String, Long> failedNanos = new ConcurrentHashMap<>();

  void failed(Target target, QueueUnavailable failure) {
    if (failedNanos.put(target.list(), System.nanoTime()) == null) {
      LOG.error("{}; delete or rename the key: no job of it is run", failure.getMessage());
    }
  }

  void over(Target target) {
    if (failedNanos.remove(target.list()) != null) {
      LOG.info("{}: is a list again", target.list());
    }
  }

  /** Whether it was found to be no list just now. */
  boolean isResting(Target target) {
    Long failed = failedNanos.get(target.list());
    return failed != null && System.nanoTime() - failed < REST.toNanos();
  }

  Optional<String> trouble() {
    return failedNanos.keySet().stream()
        .sorted()
        .findFirst()
        .map(list -> "the key " + list + " holds no list");
  }
}
