-- SPDX-License-Identifier: Apache-2.0
-- Reads some entries of a line; those that are too long to be read come as ''.
-- KEYS  1 list of waiting or sorted set of delayed jobs
-- ARGV  1 index of the first   2 how many   3 longest entry in bytes
-- RETURN the entries; fewer than ARGV 2 at the end
-- INVARIANT changes nothing
local read = redis.call('TYPE', KEYS[1]).ok == 'zset' and 'ZRANGE' or 'LRANGE'
local page = redis.call(read, KEYS[1], ARGV[1], ARGV[1] + ARGV[2] - 1)
for i, entry in ipairs(page) do
  if #entry > tonumber(ARGV[3]) then
    page[i] = ''
  end
end
return page
