// SPDX-License-Identifier: Apache-2.0
/**
 * How answers look: tables, JSON, YAML, times for people.
 *
 * <p>Text in, text out: knows no Redis, no cl.yaml and no command. Start reading at {@link
 * io.celeryroot.cli.output.Table}.
 */
package io.celeryroot.cli.output;
