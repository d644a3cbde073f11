// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import io.celeryroot.text.Shortage;
import java.io.IOException;

/**
 * The calls of the C library that make a process. Each is described by its manual page; addresses
 * are {@code long}. Loading fails where one is missing: the newest, {@code addclosefrom_np}, came
 * with glibc 2.34.
 */
final class LibC {

  /** See open(2); on Linux the same for all processors that Java runs on. */
  static final int O_CLOEXEC = 0x80000;

  static final int O_NONBLOCK = 0x800;
  static final int O_RDONLY = 0;
  static final int F_SETFL = 4;

  /** See poll(2). */
  static final short POLLIN = 1;

  /** See waitpid(2). */
  static final int WNOHANG = 1;

  /** See spawn.h. */
  static final short POSIX_SPAWN_SETSIGDEF = 0x04;

  static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  static final short POSIX_SPAWN_SETSID = 0x80;

  /** See getrlimit(2). */
  static final int RLIMIT_NOFILE = 7;

  /** See errno(3). */
  static final int ENOEXEC = 8;

  static final int EMFILE = 24;

  /** See pidfd_open(2), which has no function of its own before glibc 2.36. */
  private static final long PIDFD_OPEN = 434;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int posix_spawn(
      long pid, byte[] file, long actions, long attributes, long arguments, long environment);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

  static native int posix_spawn_file_actions_addclosefrom_np(long actions, int from);

  static native int posix_spawn_file_actions_addchdir_np(long actions, byte[] directory);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setsigmask(long attributes, long signals);

  static native int posix_spawnattr_setsigdefault(long attributes, long signals);

  static native int sigemptyset(long signals);

  static native int sigfillset(long signals);

  static native int open(byte[] file, int flags);

  static native int pipe2(int[] ends, int flags);

  static native int fcntl(int descriptor, int command, int argument);

  static native int close(int descriptor);

  static native long read(int descriptor, long buffer, long size);

  static native int poll(long descriptors, long count, int millis);

  static native int waitpid(int pid, int[] status, int options);

  static native int getrlimit(int resource, long[] limits);

  static native int setrlimit(int resource, long[] limits);

  private static native String strerror(int error);

  private static native long syscall(long number, long first, long second);

  /** Makes the exception for an error number. */
  static IOException refusal(int errno) {
    return new IOException(Shortage.words(errno).orElseGet(() -> strerror(errno)));
  }

  /** Opens a descriptor that is readable when the process has ended; -1 if that fails. */
  static int pidfdOpen(int pid) {
    return (int) syscall(PIDFD_OPEN, pid, 0);
  }
}
