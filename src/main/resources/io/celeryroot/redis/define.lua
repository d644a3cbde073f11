-- SPDX-License-Identifier: Apache-2.0
-- Keeps the definition of a schedule if it is another one than the last.
-- KEYS  1 cl:schedule:{name}   2 cl:schedule:{name}:definitions
-- ARGV  1 fingerprint   2 definition   3 most to keep   4 expiry in ms
-- RETURN 1 kept, 0 it is the last one
-- INVARIANT no definition follows itself
if redis.call('HGET', KEYS[1], 'definition') == ARGV[1] then
  return 0
end
redis.call('LPUSH', KEYS[2], redis.call('TIME')[1] .. ' ' .. ARGV[2])
redis.call('LTRIM', KEYS[2], 0, ARGV[3] - 1)
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('HSET', KEYS[1], 'definition', ARGV[1])
return 1
