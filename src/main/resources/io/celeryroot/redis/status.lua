-- SPDX-License-Identifier: Apache-2.0
-- The state of a job by its record; without sending the record.
-- KEYS  1 celery-task-meta-<id>
-- ARGV  none
-- RETURN Celery's state; 'PENDING' if there is no record, '' if it cannot be read
-- INVARIANT writes nothing
local stored = redis.pcall('GET', KEYS[1])
if not stored then
  return 'PENDING'
end
local read, meta = pcall(cjson.decode, type(stored) == 'string' and stored or '')
local status = read and type(meta) == 'table' and meta.status
return type(status) == 'string' and status or ''
