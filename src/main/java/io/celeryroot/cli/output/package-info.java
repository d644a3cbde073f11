// SPDX-License-Identifier: Apache-2.0
/**
 * Answers as tables, JSON and YAML, and times for people.
 *
 * <p>Knows no Redis, no cl.yaml and no command. Start reading at {@link
 * io.celeryroot.cli.output.View}.
 */
package io.celeryroot.cli.output;
