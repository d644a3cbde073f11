// SPDX-License-Identifier: Apache-2.0
/**
 * The ground of all commands: streams and options of one call, exit codes, and access to cl.yaml
 * and Redis.
 *
 * <p>Knows no command. Start reading at {@link io.celeryroot.cli.console.Console}.
 */
package io.celeryroot.cli.console;
