// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Time zones: regions of the IANA database; a fixed offset knows no time changes and is refused.
 */
final class ZoneCheck {

  private ZoneCheck() {}

  static Optional<ZoneId> parse(Reading reading, Value value) {
    Set<String> known = ZoneId.getAvailableZoneIds();
    String text = value.text();
    if (known.contains(text) && !text.startsWith("SystemV/")) {
      return Optional.of(ZoneId.of(text));
    }
    if (text.matches("(UTC|GMT|UT|Z)?[+-]?[0-9:]+|Z")) {
      reading.report(
          value.node(),
          "timezone",
          "an offset, need the name of a time zone: " + value.quoted(),
          Fix.say("write the zone of the place, such as \"Europe/Berlin\", or \"UTC\""));
      return Optional.empty();
    }
    Optional<String> nearest = Suggestions.nearest(text, known).or(() -> city(text, known));
    reading.report(
        value.node(),
        "timezone",
        "no time zone " + value.quoted(),
        nearest
            .map(value::write)
            .orElse(Fix.say("write a name such as \"Europe/Berlin\", or \"UTC\"")));
    return Optional.empty();
  }

  /** The zone whose last part is the text, as in {@code Berlin}. */
  private static Optional<String> city(String text, Set<String> known) {
    String last = text.substring(text.lastIndexOf('/') + 1).replace(' ', '_');
    List<String> found =
        known.stream()
            .filter(
                id ->
                    id.contains("/")
                        && !id.startsWith("SystemV/")
                        && id.substring(id.lastIndexOf('/') + 1).equalsIgnoreCase(last))
            .sorted()
            .toList();
    return found.stream().findFirst();
  }
}
