// SPDX-License-Identifier: Apache-2.0
/**
 * What the user types: one class for each command, and the only user of picocli.
 *
 * <p>Commands read cl.yaml, ask the other packages and print; they hold no logic of their own that
 * another package could want. Start reading at {@link io.celeryroot.cli.Main} and {@code
 * CommandTree}. What only reads the file or talks to Redis must not touch a class of {@code
 * runtime} or of Camel: loading those takes longer than the command.
 */
package io.celeryroot.cli;
