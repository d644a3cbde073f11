-- SPDX-License-Identifier: Apache-2.0
-- What is on record about a job, and the time at which that was so.
-- KEYS  1 celery-task-meta-<id>
-- ARGV  none
-- RETURN {seconds, microseconds, meta or false}
-- INVARIANT writes nothing
local now = redis.call('TIME')
return {now[1], now[2], redis.call('GET', KEYS[1])}
