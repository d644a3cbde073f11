-- SPDX-License-Identifier: Apache-2.0
-- Puts jobs of one queue into their lists, each once.
-- KEYS  1 hosts, then for each job: marker, list, delayed, slot, held
-- ARGV  1 most jobs that one slot may hold back   2 expiry of the markers in ms
--       3 1: fail if one fails, then for each job:
--       id, message, expiry of slot, held and hosts in ms,
--       overlap: allow, skip, queue, replace (allow: slot and held unused; replace waits as queue
--       does, its caller has cancelled the others),
--       due ms for a job that must wait for its ETA, else '',
--       id of a slot holder that has ended, else '', 1: the slot's holder has not ended,
--       ms at which the job expires, '' for never, host, '' for any
-- RETURN for each job {QUEUED} {SKIPPED} {HELD} {DUPLICATE, what became of it}
--        {BUSY, holder}: nothing was done; look whether the holder has ended, then call again
--        {ERROR}: one of its keys holds a value of another type
-- INVARIANT one id is pushed once; at most one job of a slot is waiting or running; a job that
--           cannot be put into its list keeps no other from its own
local FIELDS = 9

local hosts, longest = {}, 0

local function note_host(job)
  if job.host ~= '' then
    hosts[#hosts + 1] = job.host
    longest = math.max(longest, tonumber(job.kept))
  end
end

-- Only an index: one that is spoiled stops no job.
local function store_hosts()
  if #hosts == 0 then
    return
  end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local scored = {}
  for i, host in ipairs(hosts) do
    scored[2 * i - 1], scored[2 * i] = now, host
  end
  redis.pcall('ZADD', KEYS[1], unpack(scored))
  redis.pcall('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - longest)
  redis.pcall('PEXPIRE', KEYS[1], longest)
end

local function push(job)
  if job.due ~= '' then
    redis.call('ZADD', job.delayed, job.due, job.message)
  else
    redis.call('LPUSH', job.list, job.message)
  end
end

-- What holds a value of another type is an error before anything is changed.
local function check(job, others)
  if others or job.due == '' then
    redis.call('LLEN', job.list)
  end
  if job.due ~= '' then
    redis.call('ZCARD', job.delayed)
  end
end

local function mark(job, state)
  redis.call('SET', job.marker, state, 'PX', ARGV[2])
end

local function skip(job)
  mark(job, 'SKIPPED')
  return {'SKIPPED'}
end

local function hold_or_skip(job)
  local waits = job.overlap == 'queue' or job.overlap == 'replace'
  if not waits or redis.call('LLEN', job.held) >= tonumber(ARGV[1]) then
    return skip(job)
  end
  redis.call('LPUSH', job.held, job.id .. '\n' .. job.message)
  redis.call('PEXPIRE', job.held, job.kept)
  mark(job, 'HELD ' .. job.expires)
  return {'HELD'}
end

local function enqueue(job)
  local marked = redis.call('GET', job.marker)
  if marked then
    return {'DUPLICATE', string.match(marked, '%a+')}
  end
  if job.overlap == 'allow' then
    check(job, false)
  else
    local holder = redis.call('GET', job.slot)
    -- A job that is enqueued again has its place still, before those that wait for it.
    local has_place = holder == job.id
    if holder and not has_place and holder ~= job.ended then
      return job.busy == '1' and hold_or_skip(job) or {'BUSY', holder}
    end
    -- The place is free, but others wait for it: they come first.
    check(job, not has_place and redis.call('LLEN', job.held) > 0)
    local first = not has_place and redis.call('RPOP', job.held)
    if first then
      local cut = string.find(first, '\n', 1, true)
      redis.call('SET', job.slot, string.sub(first, 1, cut - 1), 'PX', job.kept)
      redis.call('LPUSH', job.list, string.sub(first, cut + 1))
      return hold_or_skip(job)
    end
    redis.call('SET', job.slot, job.id, 'PX', job.kept)
  end
  mark(job, 'QUEUED ' .. job.expires)
  push(job)
  note_host(job)
  return {'QUEUED'}
end

local function job_of(i)
  local k, a = 2 + i * 5, 4 + i * FIELDS
  return {
    marker = KEYS[k], list = KEYS[k + 1], delayed = KEYS[k + 2], slot = KEYS[k + 3],
    held = KEYS[k + 4], id = ARGV[a], message = ARGV[a + 1], kept = ARGV[a + 2],
    overlap = ARGV[a + 3], due = ARGV[a + 4], ended = ARGV[a + 5], busy = ARGV[a + 6],
    expires = ARGV[a + 7], host = ARGV[a + 8]}
end

local function enqueue_or_refuse(job)
  local done, answer = pcall(enqueue, job)
  return done and answer or {'ERROR'}
end

local put = ARGV[3] == '1' and enqueue or enqueue_or_refuse
local answers = {}
for i = 0, (#ARGV - 3) / FIELDS - 1 do
  answers[#answers + 1] = put(job_of(i))
end
store_hosts()
return answers
