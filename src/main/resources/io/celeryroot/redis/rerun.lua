-- SPDX-License-Identifier: Apache-2.0
-- Decides that due instants run which did not, also those that were decided to be missed.
-- KEYS  1 cl:schedule:{name}:decided
-- ARGV  1 expiry in ms   2 most decisions to keep   3... epoch seconds, oldest first
-- RETURN nothing
-- INVARIANT an instant that was decided to run stays so; it is on the list of missed ones until it is queued
for i = 3, #ARGV do
  local second = ARGV[i]
  redis.call('ZREM', KEYS[1], 'missed ' .. second)
  redis.call('ZADD', KEYS[1], second, 'run ' .. second)
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
