-- SPDX-License-Identifier: Apache-2.0
-- Records due instants that will not run.
-- KEYS  1 cl.missed.<name>
-- ARGV  1 expiry in ms   2 most to keep   3... epoch second, ISO instant, epoch second, ...
-- RETURN how many were new
-- INVARIANT each instant counts once
local new = 0
for i = 3, #ARGV, 2 do
  new = new + redis.call('ZADD', KEYS[1], 'NX', ARGV[i], ARGV[i + 1])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return new
