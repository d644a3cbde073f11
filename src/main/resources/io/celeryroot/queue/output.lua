-- SPDX-License-Identifier: Apache-2.0
-- Adds to what a job has printed.
-- KEYS  1 cl.output.<job>
-- ARGV  1 ms to keep it   2 attempt   3 host   4 how many entries to drop   then their ids
--       then of each new entry: channel, position in the attempt, text
-- RETURN the ids of the new entries
-- INVARIANT the caller drops what is over the limit
local at = 5
for _ = 1, tonumber(ARGV[4]) do
  redis.call('XDEL', KEYS[1], ARGV[at])
  at = at + 1
end
local ids = {}
while at + 2 <= #ARGV do
  ids[#ids + 1] = redis.call('XADD', KEYS[1], '*',
    'attempt', ARGV[2], 'host', ARGV[3], 'channel', ARGV[at], 'position', ARGV[at + 1], 'text', ARGV[at + 2])
  at = at + 3
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return ids
