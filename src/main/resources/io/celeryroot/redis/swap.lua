-- SPDX-License-Identifier: Apache-2.0
-- Writes a new state of a job, unless somebody else has written one since it was read.
-- KEYS  1 celery-task-meta-<id>, also the channel that Celery clients listen on
--       2 cl.ends.<run>; left out: no end is counted
-- ARGV  1 the state that was read; '' for none   2 the new state   3 expiry in ms
--       4 word of the outcome   5 duration in ms   6 ms of the Redis clock   7 expiry in ms
-- RETURN 1 written, 0 the stored state is another one
-- INVARIANT a state only follows the state it was derived from
local stored = redis.pcall('GET', KEYS[1])
stored = type(stored) == 'string' and stored or ''
if stored ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('PUBLISH', KEYS[1], ARGV[2])
if KEYS[2] then
  count_end(KEYS[2], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
end
return 1
