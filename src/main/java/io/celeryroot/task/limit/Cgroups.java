// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.limit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeryroot.config.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups below that of the worker, one for each program with a limit of memory or CPU.
 * Needs cgroup v2 and a group that was delegated to the worker, as {@code Delegate=} of systemd
 * does. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
public final class Cgroups {

  private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
  private static final List<String> CONTROLLERS = List.of("cpu", "memory");

  /** Group of the worker itself: a group with controllers for others holds no process. */
  private static final String WORKER = "cl-worker";

  private static final long PERIOD_MICROS = 100_000;

  private final Path base;

  /** Groups whose processes had not all ended when they were to be removed. */
  private final List<Cgroup> inUse = new ArrayList<>();

  private Cgroups(Path base) {
    this.base = base;
  }

  /** Finds the group of this process, and divides it; empty when it cannot have others below it. */
  public static Optional<Cgroups> ofThisProcess() {
    return of(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  }

  static Optional<Cgroups> of(Path mount, Path own) {
    try {
      String path =
          Files.readAllLines(own, US_ASCII).stream()
              .filter(line -> line.startsWith("0::/"))
              .map(line -> line.substring("0::/".length()))
              .findFirst()
              .orElse("");
      Path base = mount.resolve(path);
      // The root of a machine is systemd's.
      boolean isRoot = path.isEmpty() && !Files.exists(base.resolve("cgroup.type"));
      Path controllers = base.resolve("cgroup.controllers");
      if (isRoot || !Files.isReadable(controllers) || !Files.isWritable(base)) {
        return Optional.empty();
      }
      List<String> there = words(Files.readString(controllers, US_ASCII));
      if (!there.containsAll(CONTROLLERS)) {
        return Optional.empty();
      }
      divide(base);
      return Optional.of(new Cgroups(base));
    } catch (IOException e) {
      LOG.debug("no cgroups for limits: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.strip().split("\\s+", -1));
  }

  /** Moves the processes of a group one level down, and hands its controllers to that level. */
  private static void divide(Path base) throws IOException {
    Path handed = base.resolve("cgroup.subtree_control");
    if (words(Files.readString(handed, US_ASCII)).containsAll(CONTROLLERS)) {
      return;
    }
    Path worker = Files.createDirectories(base.resolve(WORKER));
    for (String pid : words(Files.readString(base.resolve("cgroup.procs"), US_ASCII))) {
      if (!pid.isEmpty()) {
        Files.writeString(worker.resolve("cgroup.procs"), pid);
      }
    }
    Files.writeString(handed, "+cpu +memory");
  }

  /**
   * Makes a group with the limits of memory and CPU.
   *
   * @param name unique
   * @throws IOException the kernel refused
   */
  public synchronized Cgroup make(String name, Limits limits) throws IOException {
    inUse.removeIf(Cgroup::remove);
    Path directory = Files.createDirectory(base.resolve("cl-job-" + name));
    Cgroup group = new Cgroup(directory);
    if (limits.memoryBytes().isPresent()) {
      group.write("memory.max", String.valueOf(limits.memoryBytes().get()));
      group.write("memory.oom.group", "1");
      if (Files.exists(directory.resolve("memory.swap.max"))) {
        group.write("memory.swap.max", "0");
      }
    }
    if (limits.cpuPercent().isPresent()) {
      long quota = limits.cpuPercent().get() * PERIOD_MICROS / 100;
      group.write("cpu.max", quota + " " + PERIOD_MICROS);
    }
    return group;
  }

  /** Removes a group, now or as soon as all that was left running in it has ended. */
  public synchronized void end(Cgroup group) {
    if (!group.remove()) {
      inUse.add(group);
    }
  }
}
