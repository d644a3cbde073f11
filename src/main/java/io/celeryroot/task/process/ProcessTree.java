// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.spawn.Child;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that come from one main process. Ends them. Confined to one thread.
 *
 * <p>A process belongs to the tree if it
 *
 * <ol>
 *   <li>is in the session that the main process founded (background jobs, double forks), or
 *   <li>carries the marker variable in its environment (daemons with a session of their own, whose
 *       parents are gone), or
 *   <li>is a child of a member, or in a session that a member founded, or
 *   <li>was a member at an earlier look and still lives.
 * </ol>
 *
 * <p>Three kinds escape: a process that has its own session <em>and</em> dropped the marker from
 * its environment <em>and</em> whose parents were gone before the first look; one that another
 * daemon starts on request (at, systemd-run, a container engine); and, when the worker is not root,
 * one that a set-uid program gave to another user.
 *
 * <p>Each signal goes to a pid whose start time was compared right before, so never to a stranger
 * that got a used pid.
 */
final class ProcessTree {

  private static final long NO_SESSION = 0;
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  /** Time for KILL to take effect; only a process that hangs in the kernel needs more. */
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);

  /** A look is not one instant: a process that ends while its child starts may hide both, once. */
  private static final int LOOKS_TO_BE_SURE = 2;

  private final ProcessTable table;
  private final ProcessEntry main;
  private final String marker;
  private final Map<Long, ProcessEntry> members = new HashMap<>();

  /**
   * @param main the main process, as soon after its start as possible
   * @param marker {@code NAME=value} in the environment of the main process, and of no other tree
   */
  ProcessTree(ProcessTable table, ProcessEntry main, String marker) {
    this.table = table;
    this.main = main;
    this.marker = marker;
  }

  /** Makes the tree of a child. */
  static ProcessTree of(Child child, ProcessTable table, String marker) {
    long pid = child.pid();
    Optional<ProcessEntry> entry = table.find(pid);
    // The pid is the child's only if the child still runs after the look.
    ProcessEntry gone = new ProcessEntry(pid, 0, pid, 0, true);
    return new ProcessTree(table, entry.filter(found -> child.isRunning()).orElse(gone), marker);
  }

  /**
   * Ends the tree: TERM, and KILL for the members that are still there later.
   *
   * @param killAfter time from TERM until KILL
   * @param meanwhile called before each look at the tree
   * @return false if a member is still there a second after KILL
   */
  boolean end(Duration killAfter, Runnable meanwhile) {
    signalAll(false);
    return isGoneBy(Deadline.in(killAfter), meanwhile)
        || isGoneBy(
            Deadline.in(KILL_PATIENCE),
            () -> {
              signalAll(true);
              meanwhile.run();
            });
  }

  private boolean isGoneBy(Deadline deadline, Runnable beforeEachLook) {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      beforeEachLook.run();
      if (isGone()) {
        return true;
      }
      if (deadline.hasPassed()) {
        return false;
      }
      LockSupport.parkNanos(Math.min(pause, deadline.left()));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /** Signals every member. */
  void signalAll(boolean forcibly) {
    look();
    members.values().forEach(member -> signal(member, forcibly));
  }

  /**
   * Returns true when no member lives. A process found only after all known members have ended was
   * started by one of them at the moment of its signal; it is asked to end, too. A process that a
   * living member starts now is left alone: it may be its clean-up.
   */
  boolean isGone() {
    members.values().removeIf(member -> !isAlive(member));
    for (int i = 0; i < LOOKS_TO_BE_SURE && members.isEmpty(); i++) {
      signalAll(false);
    }
    return members.isEmpty();
  }

  /** Returns the memory that all members use together, in bytes. */
  long memoryBytes() {
    look();
    return members.values().stream().mapToLong(table::memoryBytes).sum();
  }

  /** Returns the pids of the members that lived at the last look. */
  Set<Long> pids() {
    return Set.copyOf(members.keySet());
  }

  private void look() {
    ProcessEntry worker = table.find(ProcessHandle.current().pid()).orElseThrow();
    List<ProcessEntry> candidates =
        table.list().stream().filter(entry -> isCandidate(entry, worker)).toList();
    Map<Long, ProcessEntry> found = new HashMap<>();
    boolean isOurSession =
        candidates.stream().noneMatch(entry -> entry.pid() == main.pid() && !entry.isSame(main));
    for (ProcessEntry entry : candidates) {
      if (isKnown(entry)
          || (isOurSession && entry.session() == main.pid())
          || table.hasInEnvironment(entry, marker)) {
        found.put(entry.pid(), entry);
      }
    }
    addRelatives(found, candidates, new HashSet<>(List.of(worker.session(), NO_SESSION)));
    members.clear();
    members.putAll(found);
  }

  /** Excludes zombies, the worker and processes older than the main process. */
  private boolean isCandidate(ProcessEntry entry, ProcessEntry worker) {
    return !entry.isZombie()
        && entry.startTicks() >= main.startTicks()
        && entry.pid() != worker.pid();
  }

  private boolean isKnown(ProcessEntry entry) {
    ProcessEntry known = members.getOrDefault(entry.pid(), main);
    return known.isSame(entry);
  }

  private static void addRelatives(
      Map<Long, ProcessEntry> found, Collection<ProcessEntry> candidates, Set<Long> strangers) {
    int before;
    do {
      before = found.size();
      Set<Long> sessions = new HashSet<>();
      found.values().forEach(member -> sessions.add(member.session()));
      sessions.removeAll(strangers);
      for (ProcessEntry entry : candidates) {
        if (found.containsKey(entry.parent()) || sessions.contains(entry.session())) {
          found.putIfAbsent(entry.pid(), entry);
        }
      }
    } while (found.size() > before);
  }

  private boolean isAlive(ProcessEntry entry) {
    return table.find(entry.pid()).filter(now -> now.isSame(entry) && !now.isZombie()).isPresent();
  }

  /**
   * The handle, made first, refuses to signal a process with another start time than it saw; the
   * check ties it to our entry.
   */
  private void signal(ProcessEntry entry, boolean forcibly) {
    ProcessHandle.of(entry.pid())
        .filter(handle -> isAlive(entry))
        .ifPresent(forcibly ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
  }
}
