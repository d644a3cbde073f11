// SPDX-License-Identifier: Apache-2.0
/**
 * Facts of this host: measured without a shell, each within a time limit.
 *
 * <p>Start reading at {@link io.celeryroot.task.fact.HostFacts}.
 */
package io.celeryroot.task.fact;
