-- SPDX-License-Identifier: Apache-2.0
-- Stores the result of a job and acks it, unless its record has changed since the attempt began.
-- Then claims the next one, if that is wanted.
-- KEYS  1 claimed list   2 list   3 slot   4 held
--       5 celery-task-meta-<id>, also the channel that Celery clients listen on
--       6 cl:last:<host>:<task>   7 cl.ends.<run>
--       8 and more: where to claim the next job, as for claim.lua; left out: nowhere
-- ARGV  1 message   2 id   3 1: the job has a slot   4 expiry of the slot in ms
--       5 record of the attempt   6 the result   7 expiry of the result in ms
--       8 word of the outcome   9 ms of the Redis clock   10 1: it ended well
--       11 expiry of the last run in ms   12 index of the list to look at first, from 0
--       13 duration of the attempt in ms, '' if the job is not counted for its run
-- RETURN {1: stored and acked, 0: the stored record is another one, nothing was done;
--         index of the list and message of the next job, if there is one}
-- INVARIANT a state only follows the state it was derived from; see slot.lua, take.lua
local stored = redis.pcall('GET', KEYS[5])
if stored ~= ARGV[5] then
  return {0}
end
local mine = ARGV[3] == '1' and holds_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[2])
redis.call('LLEN', KEYS[1])
redis.call('SET', KEYS[5], ARGV[6], 'PX', ARGV[7])
redis.call('PUBLISH', KEYS[5], ARGV[6])
redis.call('LREM', KEYS[1], 1, ARGV[1])
if mine then
  pass_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[4])
end
note_run(KEYS[6], ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[2])
if ARGV[13] ~= '' then
  count_end(KEYS[7], ARGV[8], ARGV[13], ARGV[9], ARGV[7])
end
local next = #KEYS > 7 and take(KEYS, 7, ARGV[12])
-- A list that holds a value of another type is told of by the next claim.
if not next or next.err then
  return {1}
end
return {1, next[1], next[2]}
