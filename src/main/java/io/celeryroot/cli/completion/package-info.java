// SPDX-License-Identifier: Apache-2.0
/**
 * Completion of command lines in shells. Start with {@link
 * io.celeryroot.cli.completion.CompletionCommand}; which words fit is decided by {@code words.sh}.
 */
package io.celeryroot.cli.completion;
