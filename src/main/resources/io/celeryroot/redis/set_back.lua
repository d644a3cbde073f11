-- SPDX-License-Identifier: Apache-2.0
-- Sets what is known of a schedule back to a time: what was missed later is not missed yet.
-- KEYS  1 cl:schedule:{name}:missed   2 cl:schedule:{name}   3 cl:schedule:{name}:decided
-- ARGV  1 epoch second
-- RETURN nothing
-- INVARIANT runs stay decided
local later = '(' .. ARGV[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], later, '+inf')
for _, decided in ipairs(redis.call('ZRANGE', KEYS[3], later, '+inf', 'BYSCORE')) do
  if string.sub(decided, 1, 6) == 'missed' then
    redis.call('ZREM', KEYS[3], decided)
  end
end
redis.call('HSET', KEYS[2], 'missed', redis.call('ZCARD', KEYS[1]), 'checked_at', ARGV[1],
  'last_due', ARGV[1], 'missed_until', ARGV[1])
