// SPDX-License-Identifier: Apache-2.0
/**
 * The texts of {@code command} and {@code script}: words as a shell splits them, syntax that only a
 * shell would read, the program that a first line names. Pure; knows nothing of YAML.
 *
 * <p>Start reading at {@link io.celeryroot.config.command.CommandWords}.
 */
package io.celeryroot.config.command;
