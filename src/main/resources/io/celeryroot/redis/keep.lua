-- SPDX-License-Identifier: Apache-2.0
-- Gives an expiry to those keys that have none.
-- KEYS  of any type
-- ARGV  1 expiry in ms
-- RETURN how many had none
-- INVARIANT an expiry that is there stays
local count = 0
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) == -1 then
    redis.call('PEXPIRE', key, ARGV[1])
    count = count + 1
  end
end
return count
