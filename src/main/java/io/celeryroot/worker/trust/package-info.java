// SPDX-License-Identifier: Apache-2.0
/**
 * Decides if a claimed job is what somebody who may do so has signed, and has not been run before.
 * Does not know Redis. Start at {@link io.celeryroot.worker.trust.JobTrust}.
 */
package io.celeryroot.worker.trust;
