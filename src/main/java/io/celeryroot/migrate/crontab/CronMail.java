// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The mail of the jobs below {@code MAILTO} and {@code MAILFROM}, as a receiver of messages.
 *
 * @param from sender; empty text: none is named
 * @param to addresses with commas between them; empty text: no mail
 */
record CronMail(String from, String to) {

  static final CronMail NONE = new CronMail("", "");

  /** Addresses that stand in the URI of an endpoint as they are, or, with a plus sign, as RAW. */
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._+-]+(@[A-Za-z0-9.-]+)?");

  private static final String DEFAULT_SENDER = "cron@localhost";

  /** Returns true if jobs send mail. */
  boolean isSent() {
    return !to.isEmpty();
  }

  /**
   * Returns the mail of another sender.
   *
   * @throws UnreadableValue it is not an address
   */
  CronMail from(String text) {
    return new CronMail(text.isBlank() ? "" : address(text), to);
  }

  /**
   * Returns the mail to others.
   *
   * @param text addresses with commas between them; blank: no mail
   * @throws UnreadableValue one of them is not an address
   */
  CronMail to(String text) {
    return new CronMail(
        from,
        text.isBlank()
            ? ""
            : Arrays.stream(text.split(","))
                .map(CronMail::address)
                .collect(Collectors.joining(",")));
  }

  /** Returns the value of {@code notify} of a schedule. */
  Map<String, Object> receiver() {
    String sender = from.isEmpty() ? DEFAULT_SENDER : from;
    return Map.of("to", "smtp://localhost?from=" + value(sender) + "&to=" + value(to));
  }

  /** Returns a comment about what is not as it was. */
  String remark() {
    return "Mail to "
        + to
        + " when a job fails, through the mail server on Beat's host; cron mailed"
        + " all output.";
  }

  /** Camel decodes an option twice: a plus sign becomes a space, even as %2B. */
  private static String value(String addresses) {
    return addresses.contains("+") ? "RAW(" + addresses + ")" : addresses;
  }

  private static String address(String text) {
    String address = text.strip();
    if (!ADDRESS.matcher(address).matches()) {
      throw new UnreadableValue(
          "crontab-mail",
          "not a plain address: " + Quote.of(address),
          "write \"notify\" by hand, as docs/notify.md has it");
    }
    return address.contains("@") ? address : address + "@localhost";
  }
}
