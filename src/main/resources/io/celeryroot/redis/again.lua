-- SPDX-License-Identifier: Apache-2.0
-- Lets a job that left no trace be enqueued again, once.
-- KEYS  1 marker   2 {q}:again:<id>
-- ARGV  1 expiry in ms
-- RETURN 1 it may be enqueued again, 0 it was enqueued again before
-- INVARIANT it is enqueued again once; who was allowed to and died before is followed by the next
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 1 - redis.call('EXISTS', KEYS[1])
end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
redis.call('DEL', KEYS[1])
return 1
