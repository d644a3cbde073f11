// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
final class LocalHost {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private LocalHost() {}

  /**
   * The kernel's name for it, which needs no name service; {@code localhost} when there is none.
   */
  static String name() {
    try {
      return Files.isReadable(KERNEL)
          ? Files.readString(KERNEL).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
