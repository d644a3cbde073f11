// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The log of workers, for what is said about jobs of others. */
final class WorkerLog {

  private WorkerLog() {}

  /**
   * Logs a warning without the fields of the job that this thread works on: another one is spoken
   * of. The logger is not a field, since commands of cl use this class and must not load a logging
   * library.
   */
  static void warn(String format, Object... arguments) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    MDC.clear();
    try {
      LoggerFactory.getLogger("io.celeryroot.worker").warn(format, arguments);
    } finally {
      if (fields != null) {
        MDC.setContextMap(fields);
      }
    }
  }
}
