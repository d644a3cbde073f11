-- SPDX-License-Identifier: Apache-2.0
-- Decides what becomes of due instants of a schedule: who asks first decides.
-- KEYS  1 cl.decided.<name>
-- ARGV  1 'run' or 'missed'; '' only looks   2 expiry in ms   3 most to keep   4... epoch seconds,
--       oldest first
-- RETURN for each instant 'run', 'missed', 'open' (only looked, not decided) or 'over' (older than
--        all that are kept, so it was decided, but nobody knows how)
-- INVARIANT an instant is decided once
local answer = {}
for i = 4, #ARGV do
  local second = ARGV[i]
  local lowest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if redis.call('ZSCORE', KEYS[1], 'run ' .. second) then
    answer[#answer + 1] = 'run'
  elseif redis.call('ZSCORE', KEYS[1], 'missed ' .. second) then
    answer[#answer + 1] = 'missed'
  elseif redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3])
      and tonumber(second) < tonumber(lowest[2]) then
    answer[#answer + 1] = 'over'
  elseif ARGV[1] == '' then
    answer[#answer + 1] = 'open'
  else
    redis.call('ZADD', KEYS[1], second, ARGV[1] .. ' ' .. second)
    redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    answer[#answer + 1] = ARGV[1]
  end
end
return answer
