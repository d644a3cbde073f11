// SPDX-License-Identifier: Apache-2.0
/**
 * cl.yaml as immutable records, and all that is said about the file: problems, schema, reference,
 * effective values.
 *
 * <p>Knows {@code cron} and nothing else of Celeryroot. Start reading at {@link
 * io.celeryroot.config.ClConfig}, then {@link io.celeryroot.config.ConfigReader}; how the text is
 * read is in {@code config.read}, which keys there are in {@code config.keys}.
 */
package io.celeryroot.config;
