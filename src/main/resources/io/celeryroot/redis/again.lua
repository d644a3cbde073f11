-- SPDX-License-Identifier: Apache-2.0
-- Lets a job that left no trace be enqueued again, once.
-- KEYS  1 marker   2 {q}:again:<id>
-- ARGV  1 expiry in ms
-- RETURN 1 it may be enqueued again, 0 it was allowed to before
-- INVARIANT whoever asks first is allowed to, nobody after
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
redis.call('DEL', KEYS[1])
return 1
