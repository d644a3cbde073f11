-- SPDX-License-Identifier: Apache-2.0
-- Whether a job, by its record, is still to be run; without sending the record.
-- KEYS  1 celery-task-meta-<id>
-- ARGV  none
-- RETURN 1 no record, or one of a job that waits or runs; 0 whoever wants to know must read it
-- INVARIANT writes nothing; no job that has ended is taken for an open one
local stored = redis.pcall('GET', KEYS[1])
if not stored then
  return 1
end
local read, meta = pcall(cjson.decode, type(stored) == 'string' and stored or '')
local status = read and type(meta) == 'table' and meta.status
return (status == 'PENDING' or status == 'RETRY' or status == 'STARTED') and 1 or 0
