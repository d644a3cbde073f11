-- SPDX-License-Identifier: Apache-2.0
-- Lists runs, each once, and drops old ones from the list.
-- KEYS  1 cl.runs
-- ARGV  1 submission in ms   2 how long runs are kept, in ms   3 most to list   4... ids
-- RETURN nothing
-- INVARIANT a run keeps the place that it had first
for i = 4, #ARGV do
  redis.call('ZADD', KEYS[1], 'NX', ARGV[1], ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[1] - ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
