// SPDX-License-Identifier: Apache-2.0
/**
 * Logs of Beat and workers, which go to stderr, a file that is rotated here, or systemd's journal.
 *
 * <p>Knows Logback and the system, nothing of jobs. Start reading at {@link
 * io.celeryroot.runtime.log.LogSetup}.
 */
package io.celeryroot.runtime.log;
