-- SPDX-License-Identifier: Apache-2.0
-- Writes the next state of a run of a workflow, unless somebody else has written one since it was
-- read; a run that has ended leaves the line.
-- KEYS  1 cl:workflow:{name}:<run>   2 cl:workflow:{name}
-- ARGV  1 the state that was read   2 the new state   3 expiry in ms   4 run if it ends, else ''
-- RETURN 1 written, 0 the stored state is another one
-- INVARIANT a state only follows the state it was derived from
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if ARGV[4] ~= '' then
  redis.call('LREM', KEYS[2], 0, ARGV[4])
end
return 1
