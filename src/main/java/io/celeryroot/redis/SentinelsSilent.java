// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Thrown when no Sentinel told where Redis is; the cause is why the first of them did not. */
final class SentinelsSilent extends JedisConnectionException {

  private static final long serialVersionUID = 1;

  private final HostAndPort first;

  SentinelsSilent(HostAndPort first, JedisException why) {
    super("no Sentinel answers; " + first + ": " + why.getMessage(), why);
    this.first = first;
  }

  /** The one that the cause is about. */
  HostAndPort first() {
    return first;
  }
}
