-- SPDX-License-Identifier: Apache-2.0
-- Counts the end of a job in the record of its run.
-- KEYS  1 cl.ends.<run>
-- ARGV  1 word of the outcome   2 duration of the attempt in ms   3 ms of the Redis clock
--       4 expiry in ms
-- RETURN nothing
-- INVARIANT longest only rises
count_end(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
