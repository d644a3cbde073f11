// SPDX-License-Identifier: Apache-2.0
/**
 * The program {@code cl}: one class for each command, and the only user of picocli.
 *
 * <p>Commands read cl.yaml, ask the other packages and print; they hold no logic that another
 * package could want. Each group of commands has a package of its own over {@code console}, {@code
 * view}, {@code log} and {@code run}, which several groups use. Start reading at {@link
 * io.celeryroot.cli.Main} and {@code CommandTree}. A command that only reads the file or talks to
 * Redis must not touch a class of {@code runtime} or of Camel: loading those takes longer than the
 * command.
 */
package io.celeryroot.cli;
