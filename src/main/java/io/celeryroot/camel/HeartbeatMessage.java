// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Version;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.sign.Seals;
import io.celeryroot.task.process.Machine;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.host.HostWorkers;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Makes that of a worker.
   *
   * @param workers those of its file as it is
   * @param all with those of earlier files, which still run jobs
   */
  static HeartbeatMessage ofWorker(
      String name,
      String host,
      Instant started,
      List<RoleWorker> workers,
      HostWorkers all,
      Instant now,
      Optional<Instant> fileTime,
      Map<String, String> file) {
    return new HeartbeatMessage(
        Keys.WORKERS,
        new Heartbeat(
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
            started,
            load(),
            cores(),
            workers.stream().mapToInt(RoleWorker::slots).sum(),
            all.running(),
            all.processed(),
            all.failed(),
            paused(workers),
            fileTime,
            now,
            file));
  }

  static HeartbeatMessage ofBeat(
      String host,
      Instant started,
      long runs,
      Instant now,
      Optional<Instant> fileTime,
      Map<String, String> file) {
    return new HeartbeatMessage(
        Keys.BEATS,
        new Heartbeat(
            host,
            host,
            List.of(),
            List.of(),
            Version.CURRENT,
            ProcessHandle.current().pid(),
            Machine.HERE.id(),
            started,
            load(),
            cores(),
            0,
            List.of(),
            runs,
            0,
            Map.of(),
            fileTime,
            now,
            file));
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

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
