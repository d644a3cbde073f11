// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.PlannedRun;
import io.celeryroot.worker.JobAttempt;

/**
 * Everything of ours on an exchange. All are properties, which no component maps from or to a wire;
 * we set no header, but for {@code spring-redis:} in heartbeat routes.
 */
final class ExchangeKeys {

  /** {@link JobAttempt}: consumer to task route. */
  static final String ATTEMPT = "celeryrootAttempt";

  /** String, the route form of the task's name: consumer to the {@code toD} of a worker route. */
  static final String TASK = "celeryrootTask";

  /** {@code Program}: prepare step to {@code exec:}. */
  static final String PROGRAM = "celeryrootProgram";

  /** {@code ProcessResult}: {@code exec:} to result step. */
  static final String RESULT = "celeryrootResult";

  /** {@code Instant}, the due instant: reconciler to the route of a schedule. */
  static final String DUE = "celeryrootDue";

  /** {@link PlannedRun}: due step to queue steps and submitted step. */
  static final String RUN = "celeryrootRun";

  /**
   * {@code TraceContext}, what Camel's spans are a part of: due step and consumer to the tracer.
   */
  static final String TRACE = "celeryrootTrace";

  private ExchangeKeys() {}
}
