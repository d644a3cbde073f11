// SPDX-License-Identifier: Apache-2.0
/**
 * Makes due runs: plans them, submits them, and reconciles what was due with what ran. Knows no
 * Camel and no worker. Start with {@link io.celeryroot.beat.Reconciler}.
 */
package io.celeryroot.beat;
