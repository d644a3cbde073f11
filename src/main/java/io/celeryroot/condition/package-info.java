// SPDX-License-Identifier: Apache-2.0
/**
 * Conditions: what must hold on a host for a job to start, and how the values of facts decide it.
 *
 * <p>Pure: reads no text and measures nothing. Start reading at {@link
 * io.celeryroot.condition.Condition}, then {@link io.celeryroot.condition.Verdict}.
 */
package io.celeryroot.condition;
