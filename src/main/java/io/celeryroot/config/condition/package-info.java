// SPDX-License-Identifier: Apache-2.0
/**
 * Conditions as cl.yaml and the command line write them.
 *
 * <p>Start reading at {@link io.celeryroot.config.condition.ConditionParser}.
 */
package io.celeryroot.config.condition;
