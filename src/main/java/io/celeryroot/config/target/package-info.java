// SPDX-License-Identifier: Apache-2.0
/**
 * The texts of {@code targets:} and what they name. Start with {@link
 * io.celeryroot.config.target.TargetExpression}.
 */
package io.celeryroot.config.target;
