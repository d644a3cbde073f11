-- SPDX-License-Identifier: Apache-2.0
-- Claims groups of messages whose turn it is, for as long as a lease, and finds watched runs.
-- KEYS  1 cl:{live}:notices   2 cl:{live}:watched
-- ARGV  1 lease in ms   2 most groups   3 beginning of receivers   4 most runs
--       5... receivers that must not be sent anything now
-- RETURN {groups}, {runs}, {seconds, microseconds} of the time
-- INVARIANT a group is claimed by one process within a lease, and a receiver once in a call
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local busy = {}
for i = 5, #ARGV do
  busy[ARGV[i]] = true
end
local claimed = {}
for _, group in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  local receiver = string.match(group, '^%S*')
  local fits = string.sub(receiver, 1, #ARGV[3]) == ARGV[3]
  if #claimed < tonumber(ARGV[2]) and fits and not busy[receiver] then
    busy[receiver] = true
    redis.call('ZADD', KEYS[1], now + ARGV[1], group)
    claimed[#claimed + 1] = group
  end
end
local runs = {}
if tonumber(ARGV[4]) > 0 then
  runs = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[4])
end
return {claimed, runs, time}
