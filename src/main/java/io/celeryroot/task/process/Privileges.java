// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rights of the worker's own process.
 *
 * @param uid effective uid; empty text where {@code /proc} does not tell
 * @param canSwitchUser may become any user and signal processes of any user: root, in a container
 *     only with the right capabilities
 * @param canDropCapabilities may shrink its bounding set, for others that it starts
 */
record Privileges(String uid, boolean canSwitchUser, boolean canDropCapabilities) {

  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+([0-9a-f]+)");

  /** CAP_KILL, CAP_SETGID and CAP_SETUID, see capabilities(7). */
  private static final long NEEDED = 1L << 5 | 1L << 6 | 1L << 7;

  private static final long CAP_SETPCAP = 1L << 8;

  /** Reads {@code /proc/self/status}. */
  static Privileges read(Path status) {
    try {
      return parse(Files.readString(status, UTF_8));
    } catch (IOException e) {
      return new Privileges("", false, false);
    }
  }

  static Privileges parse(String status) {
    Matcher uid = UID.matcher(status);
    Matcher capabilities = CAPABILITIES.matcher(status);
    if (!uid.find() || !capabilities.find()) {
      return new Privileges("", false, false);
    }
    long effective = Long.parseUnsignedLong(capabilities.group(1), 16);
    boolean isAble = (effective & NEEDED) == NEEDED;
    return new Privileges(
        uid.group(1), uid.group(1).equals("0") && isAble, (effective & CAP_SETPCAP) != 0);
  }
}
