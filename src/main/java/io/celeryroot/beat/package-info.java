// SPDX-License-Identifier: Apache-2.0
/**
 * The engine of a Beat: submits due and manual runs, goes on with workflows, and mends what was
 * lost. Knows no Camel and no worker. Start with {@link io.celeryroot.beat.Beat}.
 */
package io.celeryroot.beat;
