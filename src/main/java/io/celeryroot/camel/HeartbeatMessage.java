// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Version;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.sign.Seals;
import io.celeryroot.task.process.Machine;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.host.HostWorkers;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.redis.RedisConstants;

/**
 * A heartbeat as {@code spring-redis:} stores it with HSET.
 *
 * @param key of the hash
 * @param heartbeat its value, under the name in it
 */
record HeartbeatMessage(String key, Heartbeat heartbeat) {

  // Both are slow to ask for, and a heartbeat is most of what an idle process does.
  private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /**
   * A process that has a heartbeat.
   *
   * @param name of the worker, or host of the Beat
   * @param host whose jobs it runs, or on which it is
   * @param started when this context started
   * @param fileTime last change of its cl.yaml
   * @param file fingerprints of its cl.yaml
   */
  record Sender(
      String name,
      String host,
      Instant started,
      Optional<Instant> fileTime,
      Supplier<Map<String, String>> file) {

    /**
     * Makes the heartbeat of a worker.
     *
     * @param since when its process began
     * @param workers those of its file as it is
     * @param all with those of earlier files, which still run jobs
     */
    HeartbeatMessage ofWorker(
        Instant since, List<RoleWorker> workers, HostWorkers all, Instant now) {
      return new HeartbeatMessage(
          Keys.WORKERS,
          heartbeat(since, workers, all.running(), all.processed(), all.failed(), now));
    }

    HeartbeatMessage ofBeat(Instant since, long runs, Instant now) {
      return new HeartbeatMessage(Keys.BEATS, heartbeat(since, List.of(), List.of(), runs, 0, now));
    }

    private Heartbeat heartbeat(
        Instant since,
        List<RoleWorker> workers,
        List<RunningJob> running,
        long done,
        long failed,
        Instant now) {
      return new Heartbeat(
          name,
          host,
          workers.stream().map(worker -> worker.identity().role().name()).toList(),
          workers.stream()
              .flatMap(worker -> worker.identity().lists().stream())
              .map(Target::list)
              .toList(),
          Version.CURRENT,
          ProcessHandle.current().pid(),
          Machine.HERE.id(),
          since,
          SYSTEM.getSystemLoadAverage(),
          PROCESSORS,
          workers.stream().mapToInt(RoleWorker::slots).sum(),
          running,
          done,
          failed,
          paused(workers),
          fileTime,
          now,
          file.get());
    }
  }

  private static Map<String, String> paused(List<RoleWorker> workers) {
    Map<String, String> paused = new LinkedHashMap<>();
    workers.forEach(
        worker ->
            worker.pausedBy().ifPresent(who -> paused.put(worker.identity().role().name(), who)));
    return paused;
  }

  /** Replaces all headers: a stray command in them would override that of the endpoint. */
  void to(Exchange exchange, Seals seals) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(RedisConstants.KEY, key);
    message.setHeader(RedisConstants.FIELD, heartbeat.name());
    message.setHeader(RedisConstants.VALUE, Heartbeats.text(seals, key, heartbeat));
  }
}
