-- SPDX-License-Identifier: Apache-2.0
-- Takes or renews the lease of a worker, and keeps its lists where sweepers look.
-- KEYS  1 lease   2 workers
-- ARGV  1 own instance   2 lease in ms   3 instance that may be followed although its lease lives,
--       else ''   4, 6... members of workers: 'worker list'   5, 7... its sorted set of delayed jobs
-- RETURN {HELD, seconds, microseconds, due, lists} {REGAINED, as for HELD} {TAKEN, holder, ms left}
--        due: ms until a delayed job is due, -1 for none, 0 for a set that cannot be read
--        lists: those of other priorities that hold jobs, as kombu names them, the more urgent first
-- INVARIANT one instance holds the lease; who may claim is among the workers
-- What holds a value of another type is an error before anything is changed.
redis.call('ZCARD', KEYS[2])
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[3] then
  return {'TAKEN', holder, redis.call('PTTL', KEYS[1])}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local now = redis.call('TIME')
local due = -1
for i = 5, #ARGV, 2 do
  -- Not among the KEYS: while a slot of a cluster moves, one that does not exist fails the call.
  local first = redis.pcall('ZRANGE', ARGV[i], 0, 0, 'WITHSCORES')
  local at = first.err and 0 or tonumber(first[2])
  if at then
    local wait = math.max(0, at - now[1] * 1000 - math.floor(now[2] / 1000))
    due = due < 0 and wait or math.min(due, wait)
  end
end
local answer = {holder == ARGV[1] and 'HELD' or 'REGAINED', now[1], now[2], math.floor(due)}
for i = 4, #ARGV, 2 do
  redis.call('ZADD', KEYS[2], now[1] * 1000, ARGV[i])
  local list = string.match(ARGV[i], ' (.*)$')
  for _, step in ipairs({'3', '6', '9'}) do
    -- Not among the KEYS: on a cluster, or without the right to it, such a list counts as none.
    local urgent = list .. '\6\22' .. step
    if redis.pcall('EXISTS', urgent) == 1 then
      answer[#answer + 1] = urgent
    end
  end
end
return answer
