-- SPDX-License-Identifier: Apache-2.0
-- Counts what lies in lists that may be on another server, or forbidden: such a list counts as empty.
-- KEYS  1 any key of the queue, which names the server on a cluster
-- ARGV  lists
-- RETURN the counts, in the order of the lists
-- INVARIANT changes nothing, and never fails because of a list
local counts = {}
for i, list in ipairs(ARGV) do
  local count = redis.pcall('LLEN', list)
  counts[i] = type(count) == 'number' and count or 0
end
return counts
