// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.io.Serial;

/** An operator has paused a producer; nothing was enqueued. */
public final class SubmissionPaused extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  SubmissionPaused(String queue) {
    super("redis-queue:" + queue + ": paused by an operator; resumeSubmitting in JMX ends that");
  }
}
