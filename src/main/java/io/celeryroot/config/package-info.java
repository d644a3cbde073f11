// SPDX-License-Identifier: Apache-2.0
/**
 * cl.yaml as immutable records, and the values in it: durations, sizes, globs, positions.
 *
 * <p>Knows {@code cron} and {@code text} and nothing else of Celeryroot. Start reading at {@link
 * io.celeryroot.config.ClConfig}. {@code config.keys} defines the keys of the file, and {@code
 * config.read} reads it.
 */
package io.celeryroot.config;
