// SPDX-License-Identifier: Apache-2.0
/**
 * The output of a job on pages: its end, what is new while it runs, and all of it.
 *
 * <p>Start reading at {@link io.celeryroot.web.log.LogTail}.
 */
package io.celeryroot.web.log;
