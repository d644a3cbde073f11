-- SPDX-License-Identifier: Apache-2.0
-- The server's clock.
-- KEYS  1 any key, which names the server on a cluster
-- ARGV  none
-- RETURN {seconds, microseconds}
-- INVARIANT writes nothing
return redis.call('TIME')
