// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Glob;
import io.celeryroot.config.HostNames;
import java.util.regex.Pattern;

/**
 * Whether a text is a host name of RFC 1123 or a glob for such, and no name that a Redis key of
 * ours could have.
 */
final class HostCheck {

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern GLOB = Pattern.compile("[A-Za-z0-9.*?\\[\\]!-]+");

  private HostCheck() {}

  static boolean check(Reading reading, Value value) {
    String host = value.text();
    boolean wellFormed = Glob.isGlob(host) ? GLOB.matcher(host).matches() : isHostName(host);
    if (!wellFormed) {
      String what = host.contains("_") ? "a host name has no \"_\"" : "not a host name";
      reading.report(
          value.node(),
          "host-name",
          what + ": " + value.quoted(),
          Fix.say("write letters, digits, \"-\" and dots, or a glob such as \"web-*\""));
      return false;
    }
    if (Glob.hasOpenBracket(host)) {
      reading.report(
          value.node(),
          "host-name",
          (host.contains("[]")
                  ? "nothing between \"[\" and \"]\": "
                  : "a \"[\" without its \"]\": ")
              + value.quoted(),
          Fix.say("write the \"]\" after the letters that may stand there, such as \"web[0-9]\""));
      return false;
    }
    if (HostNames.isReserved(host)) {
      reading.report(
          value.node(),
          "host-name",
          "a name that Celeryroot uses in Redis for something else: " + value.quoted(),
          Fix.say("give the worker another name with --hostname, and write that"));
      return false;
    }
    return true;
  }

  private static boolean isHostName(String host) {
    if (host.isEmpty() || host.length() > 253) {
      return false;
    }
    for (String label : host.split("[.]", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }
}
