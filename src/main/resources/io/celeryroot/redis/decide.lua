-- SPDX-License-Identifier: Apache-2.0
-- Decides what becomes of due instants of a schedule: who asks first decides.
-- KEYS  1 cl:schedule:{name}:decided   2 cl:schedule:{name}
-- ARGV  1 'run' or 'missed'; '' only looks   2 expiry in ms   3 most to keep
--       4 '1': nothing is decided while the schedule is paused   5... for each instant, oldest first:
--       epoch second, decision to keep: 'run SECOND' or 'missed SECOND', perhaps a blank and a seal
--       What is due at the end of a pause, or later, is not paused, whatever the clock of the server
--       Who decides removes decisions about instants that have not come yet, by the clock of the
--       server and by ARGV: nobody of ours takes them
-- RETURN the server's seconds and microseconds, then for each instant 'first' (decided now), the
--        decisions that were kept before, one a line, 'paused', 'open' (only looked, not decided) or
--        'over' (older than all that are kept, so it was decided, but nobody knows how); at the end
--        how many decisions were removed
-- INVARIANT an instant is decided once; one of the last minute is never over, for so many as are
--           kept cannot have become due since: then newer decisions are nobody's, and are removed;
--           a schedule is known since its first look or the first instant that is to run, whichever
--           is earlier: an instant that is late is decided up to a minute after the look
local time = redis.call('TIME')
local answer = {time[1], time[2]}
local paused = ARGV[4] == '1' and redis.call('HGET', KEYS[2], 'paused') or ''
local till = redis.call('HGET', KEYS[2], 'paused_until') or ''
local function is_paused(second)
  return #paused <= 12 and string.find(paused, '^%d+$')
    and not (#till <= 12 and string.find(till, '^%d+$') and tonumber(second) >= tonumber(till))
end

local horizon = math.max(tonumber(time[1]), tonumber(ARGV[#ARGV - 1])) + 60
local removed = ARGV[1] == '' and 0
  or redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', horizon), '+inf')
if redis.call('PTTL', KEYS[1]) == -1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end

local function kept(second)
  local found = {}
  local all = redis.call('ZRANGEBYSCORE', KEYS[1], second, second, 'LIMIT', 0, 64)
  for _, decision in ipairs(all) do
    local text = string.match(decision, '^%a+ %d+')
    if text == 'run ' .. second or text == 'missed ' .. second then
      found[#found + 1] = decision
    end
  end
  return #found > 0 and table.concat(found, '\n')
end

local function is_older_than_all(second)
  local lowest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3])
    and tonumber(second) < tonumber(lowest[2])
end

local function know_since(second)
  local since = redis.call('HGET', KEYS[2], 'since')
  local is_new = not since and not redis.call('HGET', KEYS[2], 'last_due')
    and not redis.call('HGET', KEYS[2], 'checked_at')
  local later = since and #since <= 12 and string.find(since, '^%d+$')
    and tonumber(since) - tonumber(second) or 0
  if is_new or later > 0 and later <= 60 then
    redis.call('HSET', KEYS[2], 'since', second)
  end
end

local function decide(second, decision)
  if is_older_than_all(second) then
    removed = removed + redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. second, '+inf')
  end
  redis.call('ZADD', KEYS[1], second, decision)
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  if ARGV[1] == 'run' then
    know_since(second)
  end
  return 'first'
end

for i = 5, #ARGV, 2 do
  local second = ARGV[i]
  if is_paused(second) then
    answer[#answer + 1] = 'paused'
  else
    local decisions = kept(second)
    local is_over = not decisions and tonumber(second) < tonumber(time[1]) - 60
      and is_older_than_all(second)
    answer[#answer + 1] = decisions or is_over and 'over' or ARGV[1] == '' and 'open'
      or decide(second, ARGV[i + 1])
  end
end
answer[#answer + 1] = removed
return answer
