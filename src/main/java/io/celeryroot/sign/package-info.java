// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures: the exact bytes that are signed, the private key of a process, and the decision about
 * what was read. Knows nothing of jobs, Redis and Camel. Start at {@link io.celeryroot.sign.Seals}.
 */
package io.celeryroot.sign;
