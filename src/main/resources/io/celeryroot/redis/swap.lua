-- SPDX-License-Identifier: Apache-2.0
-- Writes a new state of a job, unless somebody else has written one since it was read.
-- KEYS  1 celery-task-meta-<id>, also the channel that Celery clients listen on
-- ARGV  1 the state that was read; '' for none   2 the new state   3 expiry in ms
-- RETURN 1 written, 0 the stored state is another one
-- INVARIANT a state only follows the state it was derived from
local stored = redis.pcall('GET', KEYS[1])
stored = type(stored) == 'string' and stored or ''
if stored ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('PUBLISH', KEYS[1], ARGV[2])
return 1
