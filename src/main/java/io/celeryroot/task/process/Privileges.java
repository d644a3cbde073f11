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
 */
record Privileges(String uid, boolean canSwitchUser) {

  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+([0-9a-f]+)");

  /** CAP_KILL, CAP_SETGID and CAP_SETUID, see capabilities(7). */
  private static final long NEEDED = 1L << 5 | 1L << 6 | 1L << 7;

  /** Reads {@code /proc/self/status}. */
  static Privileges read(Path status) {
    try {
      return parse(Files.readString(status, UTF_8));
    } catch (IOException e) {
      return new Privileges("", false);
    }
  }

  static Privileges parse(String status) {
    Matcher uid = UID.matcher(status);
    Matcher capabilities = CAPABILITIES.matcher(status);
    if (!uid.find() || !capabilities.find()) {
      return new Privileges("", false);
    }
    boolean isAble = (Long.parseUnsignedLong(capabilities.group(1), 16) & NEEDED) == NEEDED;
    return new Privileges(uid.group(1), uid.group(1).equals("0") && isAble);
  }
}
