-- SPDX-License-Identifier: Apache-2.0
-- Begins the first attempt of a job that nothing is on record about; else only reads.
-- KEYS  1 celery-task-meta-<id>, also the channel that Celery clients listen on
--       2 request to cancel; may be left out
-- ARGV  1 record of the attempt   2 expiry of the record in ms
--       3 ms at which the job expires, '' for never   4 ms before which it must not run, '' for none
-- RETURN {seconds, microseconds, what was stored, '' for none, 1: cancelled, 1: begun}
-- INVARIANT writes only where nothing was stored
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- A key of another type is nobody's record.
local stored = redis.pcall('GET', KEYS[1])
stored = type(stored) == 'string' and stored or ''
local cancelled = KEYS[2] and redis.call('EXISTS', KEYS[2]) or 0
local due = (ARGV[3] == '' or now < tonumber(ARGV[3])) and (ARGV[4] == '' or now >= tonumber(ARGV[4]))
if stored ~= '' or cancelled == 1 or not due then
  return {time[1], time[2], stored, cancelled, 0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('PUBLISH', KEYS[1], ARGV[1])
return {time[1], time[2], '', 0, 1}
