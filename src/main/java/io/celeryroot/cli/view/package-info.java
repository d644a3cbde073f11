// SPDX-License-Identifier: Apache-2.0
/**
 * Views of runs, jobs, queues, schedules and processes that several commands show.
 *
 * <p>Asks nobody: it shows what {@code monitor} found. Start reading at {@link
 * io.celeryroot.cli.view.RunViews}.
 */
package io.celeryroot.cli.view;
