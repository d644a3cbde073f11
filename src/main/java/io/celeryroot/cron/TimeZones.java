// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the names of time zones. A region of the IANA database is accepted; a fixed offset knows no
 * time changes and is refused.
 */
public final class TimeZones {

  private static final Pattern OFFSET = Pattern.compile("(UTC|GMT|UT|Z)?[+-]?[0-9:]+|Z");

  /** Abbreviations are short, and those of far places differ in one letter. */
  private static final Pattern MAY_BE_ABBREVIATION = Pattern.compile("[A-Za-z]{1,5}");

  private static final Pattern LONG_CITY = Pattern.compile("(.*/)?[^/]{6,}");

  private static final Pattern CAPITALS = Pattern.compile("[A-Z]{1,5}");

  /** Last parts of zones of several countries. */
  private static final Set<String> REGIONS =
      Set.of(
          "east", "west", "north", "south", "central", "eastern", "mountain", "pacific", "general");

  private static final Pattern MEANT =
      Pattern.compile(
          "(UTC|GMT|UT)[+-].*|[+-]\\d.*|Z"
              + "|(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Etc|Indian|Pacific|US)/.*");

  private static final String NEED =
      "write the name of a zone, such as \"Europe/Berlin\" or \"UTC\"";

  private static final Map<String, String> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("EST", "write \"America/New_York\", or \"Etc/GMT+5\" for UTC-5 all year"),
          Map.entry("EDT", "write \"America/New_York\""),
          Map.entry("CST", "write \"America/Chicago\" or, in China, \"Asia/Shanghai\""),
          Map.entry("CDT", "write \"America/Chicago\""),
          Map.entry("MST", "write \"America/Phoenix\" or, with summer time, \"America/Denver\""),
          Map.entry("MDT", "write \"America/Denver\""),
          Map.entry("PST", "write \"America/Los_Angeles\""),
          Map.entry("PDT", "write \"America/Los_Angeles\""),
          Map.entry("AKST", "write \"America/Anchorage\""),
          Map.entry("AKDT", "write \"America/Anchorage\""),
          Map.entry("HST", "write \"Pacific/Honolulu\""),
          Map.entry("AST", "write \"America/Halifax\" or, in Arabia, \"Asia/Riyadh\""),
          Map.entry("NST", "write \"America/St_Johns\""),
          Map.entry("ROC", "write \"Asia/Taipei\""),
          Map.entry("BST", "write \"Europe/London\" or, in Bangladesh, \"Asia/Dhaka\""),
          Map.entry(
              "IST",
              "write \"Asia/Kolkata\" or, in Ireland, \"Europe/Dublin\" or, in Israel,"
                  + " \"Asia/Jerusalem\""),
          Map.entry("CEST", "write the place, such as \"Europe/Berlin\""),
          Map.entry("EEST", "write the place, such as \"Europe/Helsinki\""),
          Map.entry("WEST", "write the place, such as \"Europe/Lisbon\""),
          Map.entry("MSK", "write \"Europe/Moscow\""),
          Map.entry("SAST", "write \"Africa/Johannesburg\""),
          Map.entry("BRT", "write \"America/Sao_Paulo\""),
          Map.entry("JST", "write \"Asia/Tokyo\""),
          Map.entry("KST", "write \"Asia/Seoul\""),
          Map.entry("SGT", "write \"Asia/Singapore\""),
          Map.entry("HKT", "write \"Asia/Hong_Kong\""),
          Map.entry(
              "AEST", "write \"Australia/Sydney\" or, without summer time, \"Australia/Brisbane\""),
          Map.entry("AEDT", "write \"Australia/Sydney\""),
          Map.entry(
              "ACST", "write \"Australia/Darwin\" or, with summer time, \"Australia/Adelaide\""),
          Map.entry("ACDT", "write \"Australia/Adelaide\""),
          Map.entry("AWST", "write \"Australia/Perth\""),
          Map.entry("NZST", "write \"Pacific/Auckland\""),
          Map.entry("NZDT", "write \"Pacific/Auckland\""));

  private TimeZones() {}

  /**
   * Reads the name of a zone.
   *
   * @throws UnreadableValue the text is not such a name. A replacement is the same place in another
   *     spelling, never another place for an abbreviation
   */
  public static ZoneId parse(String text) {
    if (isAccepted(text)) {
      return ZoneId.of(text);
    }
    if (OFFSET.matcher(text).matches()) {
      throw new UnreadableValue(
          "timezone",
          "an offset, need the name of a time zone",
          "write the zone of the place, such as \"Europe/Berlin\", or \"UTC\"");
    }
    String abbreviation = ABBREVIATIONS.get(text.toUpperCase(Locale.ROOT));
    if (abbreviation != null) {
      throw new UnreadableValue("timezone", "an abbreviation, need a time zone", abbreviation);
    }
    Optional<String> meant = sameName(text).or(() -> near(text)).or(() -> city(text));
    throw new UnreadableValue("timezone", "not a time zone", meant.isPresent() ? "" : NEED, meant);
  }

  /** Returns true if {@link #parse} accepts a text. */
  static boolean isAccepted(String text) {
    return known().contains(text) && !text.startsWith("SystemV/");
  }

  /** Returns true if a text was meant to be a zone, whether or not it is one. */
  static boolean isMeant(String text) {
    return isAccepted(text) || ABBREVIATIONS.containsKey(text) || MEANT.matcher(text).matches();
  }

  /** The key that a text belongs into which stands in an expression. */
  static String beside(String text) {
    return isAccepted(text)
        ? "timezone: " + text + " beside it"
        : "the full name of the zone as timezone beside it";
  }

  private static Set<String> known() {
    return ZoneId.getAvailableZoneIds();
  }

  private static Optional<String> sameName(String text) {
    String spelt = text.strip().replace(' ', '_');
    return known().stream()
        .filter(id -> isAccepted(id) && id.equalsIgnoreCase(spelt))
        .sorted()
        .findFirst();
  }

  /** The zone whose last part is the text, as in {@code Berlin}, unless it names several places. */
  private static Optional<String> city(String text) {
    String last = lastPart(text.strip()).replace(' ', '_');
    if (CAPITALS.matcher(last).matches() || REGIONS.contains(last.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    List<String> places =
        known().stream()
            .filter(id -> id.contains("/") && isAccepted(id) && !id.startsWith("Etc/"))
            .filter(id -> lastPart(id).equalsIgnoreCase(last))
            .sorted()
            .toList();
    boolean isOne =
        places.stream().map(id -> ZoneId.of(id).getRules()).distinct().limit(2).count() == 1;
    return places.stream().findFirst().filter(place -> isOne);
  }

  /**
   * The only zone that differs in one letter, but not in the first; none for short names, which are
   * near to many. Two letters make Zurich of Munich.
   */
  private static Optional<String> near(String text) {
    if (MAY_BE_ABBREVIATION.matcher(text).matches() || !LONG_CITY.matcher(text).matches()) {
      return Optional.empty();
    }
    String initial = lastPart(text).substring(0, 1);
    List<String> candidates =
        known().stream()
            .filter(TimeZones::isAccepted)
            .filter(id -> lastPart(id).substring(0, 1).equalsIgnoreCase(initial))
            .toList();
    List<String> nearest = Nearest.all(text, candidates, 1);
    return nearest.size() == 1 ? Optional.of(nearest.get(0)) : Optional.empty();
  }

  private static String lastPart(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
