// SPDX-License-Identifier: Apache-2.0
/** The output of running jobs. Start with {@link io.celeryroot.queue.output.OutputLog}. */
package io.celeryroot.queue.output;
