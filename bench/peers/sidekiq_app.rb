# SPDX-License-Identifier: Apache-2.0
# Sidekiq's side: the same jobs as ours. Sidekiq keeps no results, so each job stores its own.
require "sidekiq"
require "open3"
require "json"

Sidekiq.configure_server do |config|
  config.redis = { url: ENV.fetch("BENCH_BROKER") }
end
Sidekiq.logger.level = Logger::WARN

RESULTS = ConnectionPool.new(size: ENV.fetch("BENCH_CONCURRENCY").to_i) { Redis.new(url: ENV.fetch("BENCH_RESULTS")) }

def store(id, result)
  RESULTS.with { |redis| redis.setex("result:#{id}", 86_400, JSON.generate(result)) }
end

class Silent
  include Sidekiq::Worker

  def perform
    out, err, status = Open3.capture3("/bin/true")
    store(jid, { exit_code: status.exitstatus, stdout: out, stderr: err })
  end
end

class Noop
  include Sidekiq::Worker

  def perform
    store(jid, { exit_code: 0 })
  end
end
