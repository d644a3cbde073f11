-- SPDX-License-Identifier: Apache-2.0
-- Remembers how the last job of a task on a host ended, for conditions. A part of other scripts.
local function note_run(key, outcome, at, is_ok, kept, id)
  -- Nothing else depends on it, so what lies in its place is left alone.
  local done = redis.pcall('HSET', key, 'outcome', outcome, 'at', at, 'job', id)
  if type(done) ~= 'table' then
    if is_ok == '1' then
      redis.call('HSET', key, 'ok', at, 'ok_job', id)
    end
    redis.call('PEXPIRE', key, kept)
  end
end
