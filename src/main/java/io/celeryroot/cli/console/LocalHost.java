// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The name of this machine, or the one that stands in for it. */
public final class LocalHost {

  /** Set where the kernel has another name than cl.yaml, as in a pod. */
  private static final String VARIABLE = "CL_HOSTNAME";

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private LocalHost() {}

  /**
   * Returns {@code CL_HOSTNAME}, else the kernel's name, which needs no name service; {@code
   * localhost} when there is none.
   *
   * @param env environment variables
   */
  public static String name(Map<String, String> env) {
    String given = env.getOrDefault(VARIABLE, "");
    return given.isEmpty() ? ofKernel() : given;
  }

  /** Returns a name up to its first dot. */
  public static String first(String name) {
    return name.replaceFirst("\\..*", "");
  }

  private static String ofKernel() {
    try {
      return Files.isReadable(KERNEL)
          ? Files.readString(KERNEL).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
