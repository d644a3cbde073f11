// SPDX-License-Identifier: Apache-2.0
/**
 * The adapter between Camel's routes and the engines: the component {@code redis-queue:}, the
 * executor behind {@code exec:}, the beans of the routes. Decides nothing about jobs and runs. No
 * field of a message ever becomes a Camel header. Start with {@link
 * io.celeryroot.camel.RedisQueueConsumer} and {@link io.celeryroot.camel.BeatSteps}.
 */
package io.celeryroot.camel;
