-- SPDX-License-Identifier: Apache-2.0
-- Takes a dead letter back into line.
-- KEYS  1 dead letters   2 list
-- ARGV  1 letter   2 message under a new id
-- RETURN 1 it is in line, 0 the letter was no longer there
-- INVARIANT a letter comes back once
-- What holds a value of another type is an error before anything is changed.
redis.call('LLEN', KEYS[2])
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then
  return 0
end
redis.call('LPUSH', KEYS[2], ARGV[2])
return 1
