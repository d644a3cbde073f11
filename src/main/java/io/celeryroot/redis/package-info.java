// SPDX-License-Identifier: Apache-2.0
/**
 * One client for Redis: connections (standalone, TLS, Sentinel, Cluster), scripts, and failures in
 * words. Knows nothing of jobs. Start with {@link io.celeryroot.redis.Redis}.
 */
package io.celeryroot.redis;
