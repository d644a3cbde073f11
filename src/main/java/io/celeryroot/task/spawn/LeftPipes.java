// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;

/**
 * Reading ends of pipes that processes hold whose job has ended. What comes is read and dropped: a
 * closed end would kill its writer by SIGPIPE, a full pipe would stop it. A flood is slowed down.
 *
 * <p>One thread for all of them, which lives while there is one. Thread-safe.
 */
final class LeftPipes {

  /** Pause between two rounds: a pipe gives up to 3 MB/s, and an idle one costs next to nothing. */
  private static final long PAUSE_MILLIS = 20;

  /** Longest time until the thread notices a new pipe. */
  private static final int LONGEST_WAIT_MILLIS = 500;

  /** Guarded by {@code this}. */
  private final List<Integer> descriptors = new ArrayList<>();

  /** Guarded by {@code this}. */
  private boolean isReading;

  /** Takes over a descriptor and closes it when its last writer has ended. */
  synchronized void add(int descriptor) {
    descriptors.add(descriptor);
    if (!isReading) {
      Thread reader = new Thread(this::read, "celeryroot-left-pipes");
      reader.setDaemon(true);
      reader.start();
      isReading = true;
    }
  }

  private synchronized List<Integer> current() {
    isReading = !descriptors.isEmpty();
    return List.copyOf(descriptors);
  }

  private synchronized void end(Integer descriptor) {
    descriptors.remove(descriptor);
    LibC.close(descriptor);
  }

  private void read() {
    long buffer = Native.malloc(Child.PIPE_BYTES);
    try {
      for (List<Integer> open = current(); !open.isEmpty(); open = current()) {
        readEach(open, buffer);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Native.free(buffer);
    }
  }

  private void readEach(List<Integer> open, long buffer) {
    try (PollSet watched = new PollSet(open.size())) {
      for (int place = 0; place < open.size(); place++) {
        watched.watch(place, open.get(place));
      }
      watched.poll(LONGEST_WAIT_MILLIS);
      for (int place = 0; place < open.size(); place++) {
        if (watched.hasInput(place)) {
          LibC.read(open.get(place), buffer, Child.PIPE_BYTES);
        } else if (watched.isAtEnd(place)) {
          end(open.get(place));
        }
      }
    }
  }
}
