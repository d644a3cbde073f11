// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Descriptors to wait for together, see poll(2). Each has a place, counted from 0. Confined to one
 * thread.
 */
final class PollSet implements AutoCloseable {

  /** A descriptor that poll ignores. */
  private static final int NONE = -1;

  /** Layout of {@code struct pollfd}. */
  private static final long ENTRY_BYTES = 8;

  private static final long EVENTS = 4;
  private static final long FOUND = 6;

  private final long address;
  private final Pointer entries;
  private final int size;

  /** Makes a set that watches nothing yet. */
  PollSet(int size) {
    this.size = size;
    this.address = Native.malloc(size * ENTRY_BYTES);
    this.entries = new Pointer(address);
    for (int place = 0; place < size; place++) {
      ignore(place);
    }
  }

  void watch(int place, int descriptor) {
    entries.setInt(place * ENTRY_BYTES, descriptor);
    entries.setShort(place * ENTRY_BYTES + EVENTS, LibC.POLLIN);
    entries.setShort(place * ENTRY_BYTES + FOUND, (short) 0);
  }

  void ignore(int place) {
    watch(place, NONE);
  }

  boolean isIgnored(int place) {
    return entries.getInt(place * ENTRY_BYTES) == NONE;
  }

  /** Waits until there is something to read or to learn, at most so long; 0 only looks. */
  void poll(int millis) {
    LibC.poll(address, size, millis);
  }

  /** Returns true if the last poll found bytes to read. */
  boolean hasInput(int place) {
    return (found(place) & LibC.POLLIN) != 0;
  }

  /** Returns true if the last poll found the other end closed, and nothing left to read. */
  boolean isAtEnd(int place) {
    return found(place) != 0 && !hasInput(place);
  }

  private short found(int place) {
    return entries.getShort(place * ENTRY_BYTES + FOUND);
  }

  @Override
  public void close() {
    Native.free(address);
  }
}
