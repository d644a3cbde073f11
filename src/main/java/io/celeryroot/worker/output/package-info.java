// SPDX-License-Identifier: Apache-2.0
/**
 * The output of one attempt on its way to Redis. Start with {@link
 * io.celeryroot.worker.output.LiveOutput}.
 */
package io.celeryroot.worker.output;
