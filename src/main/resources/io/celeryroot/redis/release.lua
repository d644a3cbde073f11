-- SPDX-License-Identifier: Apache-2.0
-- Ends the lease of a worker that has given everything back.
-- KEYS  1 lease   2 workers
-- ARGV  1 own instance   2... members of workers, 'worker list', each with its claimed list
-- RETURN 1 ended, 0 another instance holds the lease
-- INVARIANT a worker with claims stays among the workers, and so does one of which that cannot be
--       said while a slot of a cluster moves
-- What holds a value of another type is an error before anything is changed.
redis.call('ZCARD', KEYS[2])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
for i = 2, #ARGV, 2 do
  -- Not among the KEYS, of which none may be missing while a slot moves; all lie in that slot.
  if redis.pcall('EXISTS', ARGV[i + 1]) == 0 then
    redis.call('ZREM', KEYS[2], ARGV[i])
  end
end
return 1
