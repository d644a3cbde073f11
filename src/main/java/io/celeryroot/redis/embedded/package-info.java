// SPDX-License-Identifier: Apache-2.0
/**
 * A Redis server of our own, for {@code cl up} and the tests. Start with {@link
 * io.celeryroot.redis.embedded.EmbeddedRedis}.
 */
package io.celeryroot.redis.embedded;
