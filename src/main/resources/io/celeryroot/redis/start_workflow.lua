-- SPDX-License-Identifier: Apache-2.0
-- Records a run of a workflow, once, and puts it in line behind those that it must not overlap.
-- KEYS  1 cl:workflow:{name}:<run>   2 cl:workflow:{name}
-- ARGV  1 run   2 state if it may begin   3 state if it must wait   4 state if it is skipped
--       5 overlap: allow, skip, queue, replace   6 expiry in ms   7 most runs to keep in line
--       8 first run in line that has ended, '' for none
-- RETURN the state as stored by whoever came first
--        {BUSY, run}: nothing was done; look whether the first in line has ended, then call again
--        with it in 8, or with 'live' if it has not
-- INVARIANT a run is recorded once; of runs that must not overlap only the first in line begins
local stored = redis.call('GET', KEYS[1])
if stored then
  return stored
end
local state = ARGV[2]
if ARGV[5] ~= 'allow' then
  if ARGV[8] ~= '' and ARGV[8] ~= 'live' then
    redis.call('LREM', KEYS[2], 0, ARGV[8])
  end
  local first = redis.call('LINDEX', KEYS[2], 0)
  if first and first ~= ARGV[1] and ARGV[8] ~= 'live' then
    return {'BUSY', first}
  end
  if not first then
    redis.call('RPUSH', KEYS[2], ARGV[1])
  elseif first ~= ARGV[1] then
    if ARGV[5] ~= 'skip' and redis.call('LLEN', KEYS[2]) < tonumber(ARGV[7]) then
      redis.call('RPUSH', KEYS[2], ARGV[1])
      state = ARGV[3]
    else
      state = ARGV[4]
    end
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
redis.call('SET', KEYS[1], state, 'PX', ARGV[6])
return state
