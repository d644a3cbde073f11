-- SPDX-License-Identifier: Apache-2.0
-- Decides that due instants run which did not, also those that were decided to be missed.
-- KEYS  1 cl:schedule:{name}:decided
-- ARGV  1 expiry in ms   2 most decisions to keep   3... for each instant, oldest first: epoch
--       second, decision to keep: 'run SECOND', perhaps a blank and a seal
-- RETURN nothing
-- INVARIANT an instant that was decided to run stays so; it is on the list of missed ones until it is queued
for i = 3, #ARGV, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[1], ARGV[i], ARGV[i])
  redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
