-- SPDX-License-Identifier: Apache-2.0
-- Claims a job; see take.lua.
-- KEYS  the lists, then the claimed list of each
-- ARGV  1 index of the list to look at first, from 0
-- RETURN {index of the list, message}; nothing when all are empty
return take(KEYS, 0, ARGV[1])
