// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.worker.JobAttempt;

/**
 * Our properties on an exchange. No component maps properties from or to a wire. We set headers
 * only for {@code spring-redis:}, in heartbeat routes.
 */
final class ExchangeKeys {

  /** {@link JobAttempt}: consumer to task route. */
  static final String ATTEMPT = "celeryrootAttempt";

  /** Task name in the form that route IDs have: consumer to the {@code toD} of a worker route. */
  static final String TASK = "celeryrootTask";

  /** Route of a run of a workflow: choosing step to the {@code toD} after it. */
  static final String WORKFLOW = "celeryrootWorkflow";

  /** {@code Program}: prepare step to {@code exec:}. */
  static final String PROGRAM = "celeryrootProgram";

  /** {@code ProcessResult}: {@code exec:} to result step. */
  static final String RESULT = "celeryrootResult";

  /** {@code TraceContext}, parent of Camel's spans: consumer to the tracer. */
  static final String TRACE = "celeryrootTrace";

  /** {@code Notice}: sender of messages to the route of its receiver. */
  static final String NOTICE = "celeryrootNotice";

  private ExchangeKeys() {}
}
