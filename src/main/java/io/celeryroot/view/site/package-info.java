// SPDX-License-Identifier: Apache-2.0
/**
 * Views of runs, jobs, queues, schedules, processes and forecasts that commands and pages show.
 *
 * <p>Asks nobody: it shows what {@code monitor} found. Start reading at {@link
 * io.celeryroot.view.site.RunViews}.
 */
package io.celeryroot.view.site;
