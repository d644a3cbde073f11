// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

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

  /** {@code TraceContext}, the parent of Camel's spans: consumer to the tracer. */
  static final String TRACE = "celeryrootTrace";

  private ExchangeKeys() {}
}
