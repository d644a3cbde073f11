-- SPDX-License-Identifier: Apache-2.0
-- Finds the members of the workers of a queue whose worker has no lease, and those that name none.
-- KEYS  1 workers
-- ARGV  1 key of a lease without the name of its worker
-- RETURN {seconds, microseconds of the server, member, ms of its last renewal, ...}
-- INVARIANT writes nothing; a lease that holds a value of another type, or that cannot be looked for
--       while a slot of a cluster moves, may be held
local time = redis.call('TIME')
local answer = {time[1], time[2]}
local members = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #members, 2 do
  local worker = string.match(members[i], '^([^ ]+) ')
  -- Not among the KEYS, since only the members name them; all lie in the slot of the queue.
  if not worker or redis.pcall('EXISTS', ARGV[1] .. worker) == 0 then
    answer[#answer + 1] = members[i]
    answer[#answer + 1] = members[i + 1]
  end
end
return answer
