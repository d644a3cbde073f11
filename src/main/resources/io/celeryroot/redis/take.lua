-- SPDX-License-Identifier: Apache-2.0
-- Claims the oldest waiting job of the first list that has one.
-- keys from + 1 on: the lists, then the claimed list of each; first: the list to look at first, from 0
-- RETURN {index of the list, message}; false when all are empty; an error when only spoiled ones are not
-- INVARIANT a message is in exactly one of a list and its claimed list
local function take(keys, from, first)
  local lists = (#keys - from) / 2
  local spoiled = false
  for i = 0, lists - 1 do
    local at = (first + i) % lists
    local list = from + at + 1
    local message = redis.pcall('LMOVE', keys[list], keys[list + lists], 'RIGHT', 'LEFT')
    if type(message) == 'table' then
      -- What holds a value of another type does not keep the jobs of the other lists from running.
      spoiled = message
    elseif message then
      return {at, message}
    end
  end
  return spoiled
end
