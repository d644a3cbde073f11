-- SPDX-License-Identifier: Apache-2.0
-- Ends the lease of a worker that has given everything back.
-- KEYS  1 lease   2 workers   3... claimed lists, in the order of the members
-- ARGV  1 own instance   2... members of workers: 'worker list'
-- RETURN 1 ended, 0 another instance holds the lease
-- INVARIANT a worker with claims stays among the workers
-- What holds a value of another type is an error before anything is changed.
redis.call('ZCARD', KEYS[2])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
for i = 2, #ARGV do
  if redis.call('EXISTS', KEYS[i + 1]) == 0 then
    redis.call('ZREM', KEYS[2], ARGV[i])
  end
end
return 1
