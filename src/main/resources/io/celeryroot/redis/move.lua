-- SPDX-License-Identifier: Apache-2.0
-- Puts a claimed job back at the front of its line.
-- KEYS  1 claimed list   2 list   3 lease of the claiming worker
-- ARGV  1 message   2 instance that may do it while the lease lives; '' only without a lease
-- RETURN 1 moved, 0 it was no longer there, -1 the worker is alive
-- INVARIANT the message is in exactly one of the two lists
-- What holds a value of another type is an error before anything is changed.
redis.call('LLEN', KEYS[2])
local holder = redis.call('GET', KEYS[3])
if holder and holder ~= ARGV[2] then
  return -1
end
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then
  return 0
end
redis.call('RPUSH', KEYS[2], ARGV[1])
return 1
