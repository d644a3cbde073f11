// SPDX-License-Identifier: Apache-2.0
/** What jobs print while they run. Start with {@link io.celeryroot.queue.output.OutputLog}. */
package io.celeryroot.queue.output;
