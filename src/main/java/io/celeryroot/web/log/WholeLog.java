// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.log;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.redis.Redis;
import io.celeryroot.web.Live;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** All output of a job that is kept, as fast as the browser reads. */
public final class WholeLog implements Live {

  private final Redis redis;
  private final ClConfig config;
  private final JobView job;
  private Deque<LogPart> left;

  /**
   * @param redis stays the caller's
   */
  public WholeLog(Redis redis, ClConfig config, JobView job) {
    this.redis = redis;
    this.config = config;
    this.job = job;
  }

  @Override
  public Duration pause() {
    return Duration.ZERO;
  }

  @Override
  public Optional<String> next() {
    try {
      if (left == null) {
        left = new ArrayDeque<>(LogTail.log(redis, config, job).first(job.result()));
      }
      return Optional.ofNullable(left.poll()).map(part -> part.text() + (part.isGap() ? "\n" : ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
