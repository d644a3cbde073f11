// SPDX-License-Identifier: Apache-2.0

/**
 * Kills real processes and looks what is left. Start with {@link io.celeryroot.chaos.LiveSite}: one
 * Redis, one cl.yaml, and workers, Beats and commands started by the launcher of the distribution.
 *
 * <p>{@code mvn verify} runs the short forms; {@code mvn verify -Pchaos} the long ones.
 */
package io.celeryroot.chaos;
