// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The broker of the settings.
 *
 * @param redis value of {@code redis:}, without a password; empty: it does not go into cl.yaml
 * @param remark for the head of the file
 */
record Broker(Optional<String> redis, Optional<String> remark) {

  /** A broker that the file does not tell. */
  static final Broker UNKNOWN = new Broker(Optional.empty(), Optional.empty());

  private static final Pattern URL =
      Pattern.compile(
          "(rediss?://)(?:([^:@/]*):([^@/]*)@)?([A-Za-z0-9.-]+(?::\\d+)?)(?:/(\\d+))?/?");

  static Broker of(Optional<PythonValue> value) {
    if (value.isEmpty()) {
      return UNKNOWN;
    }
    if (!(value.get() instanceof Text text)) {
      String why = value.get() instanceof Unknown u ? u.why() : "is not written in this file";
      return none("The broker " + why + "; write it as redis:, if it is a Redis.");
    }
    Matcher url = URL.matcher(text.text());
    if (!url.matches()) {
      return none("The broker is not a Redis by this URL; write as redis: the one that cl uses.");
    }
    String database = url.group(5) == null ? "0" : url.group(5);
    boolean hasPassword = url.group(3) != null && !url.group(3).isEmpty();
    String login = hasPassword ? url.group(2) + ":${REDIS_PASSWORD:-}@" : "";
    return new Broker(
        Optional.of(url.group(1) + login + url.group(4) + "/" + database),
        hasPassword
            ? Optional.of("The password of Redis is read from the variable REDIS_PASSWORD.")
            : Optional.empty());
  }

  private static Broker none(String remark) {
    return new Broker(Optional.empty(), Optional.of(remark));
  }
}
