-- SPDX-License-Identifier: Apache-2.0
-- Remembers how the last job of a task on a host ended.
-- KEYS  1 cl:last:<host>:<task>
-- ARGV  1 word of the outcome   2 ms of the Redis clock   3 1: it ended well   4 expiry in ms
--       5 ID of the job
-- RETURN nothing
-- INVARIANT a job that did not end well leaves the time of the last that did
note_run(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
