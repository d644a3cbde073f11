// SPDX-License-Identifier: Apache-2.0
/**
 * The difference of two configurations in words, and fingerprints of their sections. Pure functions
 * of configurations. Start reading at {@link io.celeryroot.config.diff.ConfigDiff}.
 */
package io.celeryroot.config.diff;
