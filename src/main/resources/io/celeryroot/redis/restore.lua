-- SPDX-License-Identifier: Apache-2.0
-- Gives a worker back the claim of a job that it runs, if nothing of the job is left.
-- KEYS  1 claimed list   2 list   3 slot   4 lease of the claiming worker   5 marker   6 workers
-- ARGV  1 message   2 instance of the worker   3 id   4 1: the job has a slot
--       5 expiry of slot and marker in ms   6 ms at which the job expires, '' for never
--       7 member of workers: 'worker list'
-- RETURN 1 the claim is there, 0 somebody else may have the job, or its slot
-- INVARIANT at most one job of a slot is waiting or running; the id is not pushed again; who has
--       claims is among the workers
-- What holds a value of another type is an error before anything is changed.
redis.call('ZCARD', KEYS[6])
local slot = ARGV[4] == '1' and redis.call('GET', KEYS[3])
local holder = redis.call('GET', KEYS[4])
if holder and holder ~= ARGV[2] then
  return 0
end
-- Another thread of the worker, or the same call before its answer was lost.
if redis.call('LPOS', KEYS[1], ARGV[1]) then
  return 1
end
if redis.call('EXISTS', KEYS[5]) == 1
  or redis.call('LPOS', KEYS[2], ARGV[1])
  or (slot and slot ~= ARGV[3]) then
  return 0
end
-- The lease may be renewed only later; until then nobody may overlook what is claimed.
redis.call('ZADD', KEYS[6], 'NX', redis.call('TIME')[1] * 1000, ARGV[7])
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('SET', KEYS[5], 'QUEUED ' .. ARGV[6], 'PX', ARGV[5])
if ARGV[4] == '1' then
  redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[5])
end
return 1
