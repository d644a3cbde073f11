// SPDX-License-Identifier: Apache-2.0
/**
 * The output of jobs, while they run and afterwards.
 *
 * <p>Start reading at {@link io.celeryroot.cli.log.LogFollower}.
 */
package io.celeryroot.cli.log;
