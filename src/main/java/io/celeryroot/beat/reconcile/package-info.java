// SPDX-License-Identifier: Apache-2.0
/**
 * Reconciles what was due with what ran, whatever the clocks and other Beats did. Knows no Camel
 * and no worker. Start with {@link io.celeryroot.beat.reconcile.Reconciler}.
 */
package io.celeryroot.beat.reconcile;
