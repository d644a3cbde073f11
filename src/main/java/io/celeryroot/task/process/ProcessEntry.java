// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

/**
 * One line of the process table.
 *
 * @param pid reused by the kernel in time; names one process only together with {@code startTicks}
 * @param parent pid of the parent; changes when the parent dies
 * @param session pid of the process that founded the session; 0 where that is not known
 * @param startTicks time of its start, in a unit that only serves to compare
 * @param isZombie ended, and not yet noticed by its parent
 */
record ProcessEntry(long pid, long parent, long session, long startTicks, boolean isZombie) {

  /** Fields of {@code stat} after the command name, see proc(5). */
  private static final int STATE = 0;

  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int THREADS = 17;
  private static final int START = 19;

  boolean isSame(ProcessEntry other) {
    return pid == other.pid && startTicks == other.startTicks;
  }

  /**
   * Reads {@code /proc/PID/stat}; the command name in it may hold blanks and parentheses. A process
   * whose first thread has ended while others run looks like a zombie, too.
   */
  static ProcessEntry parse(String stat) {
    long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean isZombie = fields[STATE].equals("Z") && Long.parseLong(fields[THREADS]) <= 1;
    boolean isDead = fields[STATE].equals("X");
    return new ProcessEntry(
        pid,
        Long.parseLong(fields[PARENT]),
        Long.parseLong(fields[SESSION]),
        Long.parseLong(fields[START]),
        isZombie || isDead);
  }
}
