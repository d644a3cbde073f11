// SPDX-License-Identifier: Apache-2.0

/**
 * Our Camel parts: the component {@code redis-queue:}, what stands behind {@code exec:}, and the
 * beans that the generated routes name.
 *
 * <p>Joins Camel with {@code queue} and {@code task}; must not know how routes are generated or who
 * started the process. No field of a message ever becomes a Camel header. Start with {@link
 * io.celeryroot.camel.RedisQueueConsumer} and {@link io.celeryroot.camel.BeatSteps}.
 */
package io.celeryroot.camel;
