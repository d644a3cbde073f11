// SPDX-License-Identifier: Apache-2.0
/**
 * What is going on: workers, runs, jobs, queues and schedules as they stand in Redis, as records.
 *
 * <p>Only reads. Knows neither Camel nor how anything is shown. Start reading at {@link
 * io.celeryroot.monitor.Monitor}.
 */
package io.celeryroot.monitor;
