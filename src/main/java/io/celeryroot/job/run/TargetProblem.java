// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

/**
 * Why a job cannot be aimed as asked.
 *
 * @param target the name that was given
 * @param message what is wrong, as a fact
 * @param hint the fix; empty when there is none
 * @param rule stable name of the kind: {@code unknown-target}, {@code task-not-allowed}, {@code
 *     no-known-host}
 */
public record TargetProblem(String target, String message, String hint, String rule) {}
