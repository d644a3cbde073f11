-- SPDX-License-Identifier: Apache-2.0
-- Puts a reply into the list in which a client of Celery's remote control waits for it.
-- KEYS  1 <id of the client>.reply.celery.pidbox
-- ARGV  1 message   2 expiry in ms   3 most replies that may lie there
-- RETURN 1 put there, 0 it is full, or holds a value of another type
-- INVARIANT the list goes away by itself
local length = redis.pcall('LLEN', KEYS[1])
if type(length) ~= 'number' or length >= tonumber(ARGV[3]) then
  return 0
end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
