-- SPDX-License-Identifier: Apache-2.0
-- Lists a run, once, and drops old ones from the list.
-- KEYS  1 cl.runs
-- ARGV  1 id   2 submission in ms   3 how long runs are kept, in ms   4 most to list
-- RETURN nothing
-- INVARIANT a run keeps the place that it had first
redis.call('ZADD', KEYS[1], 'NX', ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[2] - ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
