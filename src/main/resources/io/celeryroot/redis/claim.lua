-- SPDX-License-Identifier: Apache-2.0
-- Claims the oldest waiting job of the first list that has one.
-- KEYS  the lists, then the claimed list of each
-- ARGV  1 index of the list to look at first, from 0
-- RETURN {index of the list, message}; nothing when all are empty
-- INVARIANT a message is in exactly one of a list and its claimed list
local lists = #KEYS / 2
local spoiled
for i = 0, lists - 1 do
  local at = (ARGV[1] + i) % lists
  local message = redis.pcall('LMOVE', KEYS[at + 1], KEYS[at + 1 + lists], 'RIGHT', 'LEFT')
  if type(message) == 'table' then
    -- What holds a value of another type does not keep the jobs of the other lists from running.
    spoiled = message
  elseif message then
    return {at, message}
  end
end
return spoiled or false
