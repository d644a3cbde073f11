// SPDX-License-Identifier: Apache-2.0
/**
 * Where the log of Beat and workers goes: stderr, a file that is rotated here, or systemd's
 * journal.
 *
 * <p>Knows Logback and the system, nothing of jobs. Start reading at {@link
 * io.celeryroot.runtime.log.LogAppender}.
 */
package io.celeryroot.runtime.log;
