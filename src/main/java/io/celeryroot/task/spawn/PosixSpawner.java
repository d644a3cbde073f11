// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Starts processes with posix_spawn(3): no copy of the JVM's page tables, no second program to make
 * the session, one call to close the JVM's descriptors in the child.
 *
 * <p>A process starts with an empty signal mask and default actions, whatever the JVM inherited.
 */
final class PosixSpawner implements Spawner {

  /**
   * More than {@code posix_spawnattr_t}, {@code posix_spawn_file_actions_t} and {@code sigset_t}
   * take.
   */
  private static final int STRUCT_BYTES = 1024;

  private static final int FIRST_OTHER_DESCRIPTOR = 3;

  private final Charset charset;
  private final int nothing;
  private final long sessionAttributes;
  private final long plainAttributes;

  private final LeftPipes left = new LeftPipes();

  /** Children that outlived KILL, which are still to be waited for. */
  private final Queue<PosixChild> stuck = new ConcurrentLinkedQueue<>();

  private final OpenFiles openFiles;

  private PosixSpawner(Charset charset, OptionalLong softNofile) {
    this.charset = charset;
    this.openFiles = new OpenFiles(softNofile);
    this.nothing =
        LibC.open(NativeStrings.terminated("/dev/null", charset), LibC.O_RDONLY | LibC.O_CLOEXEC);
    this.sessionAttributes = attributes(LibC.POSIX_SPAWN_SETSID);
    this.plainAttributes = attributes((short) 0);
  }

  /**
   * Makes one, if system and C library have all that it needs.
   *
   * @param softNofile limit of open files for programs; empty: this JVM's
   */
  static Optional<Spawner> ifSupported(Charset charset, OptionalLong softNofile) {
    try {
      if (!Platform.isLinux() || !Platform.is64Bit()) {
        return Optional.empty();
      }
      int self = LibC.pidfdOpen((int) ProcessHandle.current().pid());
      if (self < 0) {
        return Optional.empty();
      }
      LibC.close(self);
      PosixSpawner spawner = new PosixSpawner(charset, softNofile);
      return spawner.nothing < 0 ? Optional.empty() : Optional.of(spawner);
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  private static long attributes(short session) {
    long attributes = Native.malloc(STRUCT_BYTES);
    long signals = Native.malloc(STRUCT_BYTES);
    LibC.posix_spawnattr_init(attributes);
    LibC.sigemptyset(signals);
    LibC.posix_spawnattr_setsigmask(attributes, signals);
    LibC.sigfillset(signals);
    LibC.posix_spawnattr_setsigdefault(attributes, signals);
    Native.free(signals);
    LibC.posix_spawnattr_setflags(
        attributes, (short) (session | LibC.POSIX_SPAWN_SETSIGMASK | LibC.POSIX_SPAWN_SETSIGDEF));
    return attributes;
  }

  @Override
  public boolean makesSessions() {
    return true;
  }

  @Override
  public OptionalLong softNofile() {
    return openFiles.toSet();
  }

  @Override
  public <R> R spawn(Exec exec, Function<Child, R> body) throws IOException {
    stuck.removeIf(child -> !child.isRunning());
    try (Pipe stdout = Pipe.open();
        Pipe stderr = Pipe.open()) {
      openFiles.seen(stderr.writingEnd());
      int pid = start(exec, stdout, stderr);
      stdout.closeWritingEnd();
      stderr.closeWritingEnd();
      return hand(new PosixChild(pid, stdout, stderr, left), body);
    }
  }

  private <R> R hand(PosixChild child, Function<Child, R> body) {
    try (child) {
      return body.apply(child);
    } finally {
      if (child.isRunning()) {
        stuck.add(child);
      }
    }
  }

  private int start(Exec exec, Pipe stdout, Pipe stderr) throws IOException {
    int[] pid = new int[1];
    int error = start(exec, stdout, stderr, pid);
    if (error == LibC.ENOEXEC) {
      error = start(exec.throughShell(), stdout, stderr, pid);
    }
    if (error != 0) {
      throw LibC.refusal(error);
    }
    return pid[0];
  }

  private int start(Exec exec, Pipe stdout, Pipe stderr, int[] pid) {
    List<String> environment =
        exec.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList();
    long actions = Native.malloc(STRUCT_BYTES);
    LibC.posix_spawn_file_actions_init(actions);
    try (NativeStrings arguments = new NativeStrings(exec.arguments(), charset);
        NativeStrings variables = new NativeStrings(environment, charset)) {
      LibC.posix_spawn_file_actions_adddup2(actions, nothing, 0);
      LibC.posix_spawn_file_actions_adddup2(actions, stdout.writingEnd(), 1);
      LibC.posix_spawn_file_actions_adddup2(actions, stderr.writingEnd(), 2);
      LibC.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_OTHER_DESCRIPTOR);
      LibC.posix_spawn_file_actions_addchdir_np(
          actions, NativeStrings.terminated(exec.directory().toString(), charset));
      // The place for the pid is behind the actions, which do not fill their memory.
      long pidAt = actions + STRUCT_BYTES - Long.BYTES;
      int error =
          LibC.posix_spawn(
              pidAt,
              NativeStrings.terminated(exec.file().toString(), charset),
              actions,
              exec.isSessionLeader() ? sessionAttributes : plainAttributes,
              arguments.address(),
              variables.address());
      pid[0] = new Pointer(pidAt).getInt(0);
      return error;
    } finally {
      LibC.posix_spawn_file_actions_destroy(actions);
      Native.free(actions);
    }
  }
}
