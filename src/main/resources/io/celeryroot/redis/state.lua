-- SPDX-License-Identifier: Apache-2.0
-- What is on record about a job, and the time at which that was so.
-- KEYS  1 celery-task-meta-<id>
-- ARGV  none
-- RETURN {seconds, microseconds, the record, '' for none}
-- INVARIANT writes nothing
local now = redis.call('TIME')
-- A key of another type is nobody's record.
local stored = redis.pcall('GET', KEYS[1])
return {now[1], now[2], type(stored) == 'string' and stored or ''}
