-- SPDX-License-Identifier: Apache-2.0
-- Takes due instants whose jobs are queued from the list of missed ones.
-- KEYS  1 cl:schedule:{name}:missed   2 cl:schedule:{name}
-- ARGV  epoch seconds
-- RETURN how many were on it
-- INVARIANT missed_total stays: they were missed once
local gone = 0
for _, second in ipairs(ARGV) do
  gone = gone + redis.call('ZREMRANGEBYSCORE', KEYS[1], second, second)
end
if gone > 0 then
  redis.call('HSET', KEYS[2], 'missed', redis.call('ZCARD', KEYS[1]))
end
return gone
