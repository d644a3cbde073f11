// SPDX-License-Identifier: Apache-2.0

/**
 * Kills real processes and looks what is left. Start with {@link io.celeryroot.chaos.Notes}: tasks
 * that write down each execution, for processes of the launcher.
 *
 * <p>{@code mvn verify} runs the short forms; {@code mvn verify -Pchaos} the long ones.
 */
package io.celeryroot.chaos;
