// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to systemd's journal, which Java itself cannot make: its sockets take datagrams.
 * Thread-safe; lives as long as the process.
 */
final class Journal {

  private static final String STREAM = "JOURNAL_STREAM";
  private static final Path SOCKET = Path.of("/run/systemd/journal/socket");
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int ADDRESS_BYTES = 110;

  private final int descriptor;

  private Journal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Connects if the environment says that our stderr is the journal's. */
  static Optional<Journal> ofStderr(Map<String, String> environment) {
    try {
      String stderr =
          Files.getAttribute(STDERR, "unix:dev") + ":" + Files.getAttribute(STDERR, "unix:ino");
      return stderr.equals(environment.get(STREAM)) ? connect(SOCKET) : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Connects to a socket; empty when nobody listens there. */
  static Optional<Journal> connect(Path socket) {
    try {
      int descriptor = C.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      byte[] path = socket.toString().getBytes(UTF_8);
      ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
      address.putShort(AF_UNIX).put(path, 0, Math.min(path.length, ADDRESS_BYTES - 3));
      return C.connect(descriptor, address.array(), ADDRESS_BYTES) == 0
          ? Optional.of(new Journal(descriptor))
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /** Sends an entry; false when the journal did not take it. */
  boolean send(JournalEntry entry) {
    byte[] bytes = entry.bytes();
    return C.send(descriptor, bytes, bytes.length, MSG_NOSIGNAL) == bytes.length;
  }

  /** Calls of the C library, see their manual pages. */
  private static final class C {

    static {
      Native.register(C.class, "c");
    }

    static native int socket(int domain, int type, int protocol);

    static native int connect(int descriptor, byte[] address, int length);

    static native long send(int descriptor, byte[] bytes, long length, int flags);
  }
}
