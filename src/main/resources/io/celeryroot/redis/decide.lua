-- SPDX-License-Identifier: Apache-2.0
-- Decides what becomes of due instants of a schedule: who asks first decides.
-- KEYS  1 cl:schedule:{name}:decided   2 cl:schedule:{name}
-- ARGV  1 'run' or 'missed'; '' only looks   2 expiry in ms   3 most to keep
--       4 '1': nothing is decided while the schedule is paused   5... epoch seconds, oldest first
--       What is due at the end of a pause, or later, is not paused, whatever the clock of the server
--       Who decides removes decisions about instants that have not come yet, by the clock of the
--       server and by ARGV: nobody of ours takes them
-- RETURN the server's seconds and microseconds, then for each instant 'run', 'missed', 'paused',
--        'open' (only looked, not decided) or 'over' (older than all that are kept, so it was
--        decided, but nobody knows how); at the end how many decisions were removed
-- INVARIANT an instant is decided once
local time = redis.call('TIME')
local answer = {time[1], time[2]}
local paused = ARGV[4] == '1' and redis.call('HGET', KEYS[2], 'paused') or ''
local till = redis.call('HGET', KEYS[2], 'paused_until') or ''
local function is_paused(second)
  return #paused <= 12 and string.find(paused, '^%d+$')
    and not (#till <= 12 and string.find(till, '^%d+$') and tonumber(second) >= tonumber(till))
end
local horizon = math.max(tonumber(time[1]), tonumber(ARGV[#ARGV])) + 60
local removed = ARGV[1] == '' and 0
  or redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', horizon), '+inf')
if redis.call('PTTL', KEYS[1]) == -1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
for i = 5, #ARGV do
  local second = ARGV[i]
  local lowest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if is_paused(second) then
    answer[#answer + 1] = 'paused'
  elseif redis.call('ZSCORE', KEYS[1], 'run ' .. second) then
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
answer[#answer + 1] = removed
return answer
