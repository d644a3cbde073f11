-- SPDX-License-Identifier: Apache-2.0
-- Keeps the place of a schedule for the job that has it.
-- KEYS  1 slot
-- ARGV  1 id   2 expiry in ms
-- RETURN 1 kept, 0 another job has it, or none
-- INVARIANT the place changes no hands
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
