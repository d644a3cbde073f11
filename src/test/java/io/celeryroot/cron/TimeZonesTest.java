// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.text.UnreadableValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Instant WINTER = Instant.parse("2026-01-15T12:00:00Z");
  private static final Instant SUMMER = Instant.parse("2026-07-15T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "EST, -5, America/New_York",
    "EDT, -4, America/New_York",
    "CST, -6, America/Chicago",
    "MST, -7, America/Phoenix",
    "PST, -8, America/Los_Angeles",
    "HST, -10, Pacific/Honolulu",
    "ROC, 8, Asia/Taipei",
    "IST, 5.5, Asia/Kolkata",
    "BST, 1, Europe/London",
    "JST, 9, Asia/Tokyo",
    "AEST, 10, Australia/Sydney",
    "CEST, 2, Europe/Berlin",
    "NZST, 12, Pacific/Auckland"
  })
  void an_abbreviation_is_answered_with_places_that_have_it(
      String abbreviation, double hours, String place) {
    List<ZoneId> offered = offered(mistakeIn(abbreviation).hint());

    assertThat(offered).first().isEqualTo(ZoneId.of(place));
    assertThat(offered.get(0).getRules())
        .matches(
            rules ->
                rules.getOffset(WINTER).getTotalSeconds() == hours * 3600
                    || rules.getOffset(SUMMER).getTotalSeconds() == hours * 3600);
    assertThat(mistakeIn(abbreviation).replacement()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKT", "WIB", "CAT", "EAT", "ART", "XYZ", "UTCC", "EETT", "ROKK", "ICT"})
  void an_unknown_abbreviation_is_never_taken_for_another_zone(String text) {
    assertThat(mistakeIn(text).replacement()).isEmpty();
    assertThat(offered(mistakeIn(text).hint())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Munich",
        "Europe/Bergen",
        "Europe/Lublin",
        "Europe/Patras",
        "Asia/Mumbai",
        "Asia/Dammam",
        "Portland",
        "Eastern",
        "America/Eastern",
        "Pacific",
        "Central",
        "East",
        "ACT"
      })
  void a_place_without_a_zone_of_its_name_is_never_taken_for_another(String text) {
    assertThat(mistakeIn(text).replacement()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "US/Easter, US/Eastern",
    "Asia/Kolkatta, Asia/Kolkata",
    "Cordoba, America/Argentina/Cordoba",
    "Europe/Berlni, Europe/Berlin",
    "europe/berlin, Europe/Berlin",
    "Berlin, Europe/Berlin",
    "New York, America/New_York",
    "America/New York, America/New_York",
    "utc, UTC",
    "US/Amsterdam, Europe/Amsterdam"
  })
  void another_spelling_of_a_place_is_corrected(String text, String zone) {
    assertThat(mistakeIn(text).replacement()).contains(zone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC+2", "+02:00", "GMT-5", "Z", "0"})
  void an_offset_is_not_a_zone(String text) {
    assertThat(mistakeIn(text).getMessage()).contains("an offset");
  }

  @Test
  void every_name_of_a_place_is_accepted() {
    for (String id : List.of("Europe/Berlin", "CET", "EST5EDT", "Etc/GMT+5", "Asia/Taipei")) {
      assertThat(TimeZones.parse(id)).isEqualTo(ZoneId.of(id));
    }
  }

  private static List<ZoneId> offered(String hint) {
    return QUOTED
        .matcher(hint)
        .results()
        .map(MatchResult::group)
        .map(quoted -> TimeZones.parse(quoted.substring(1, quoted.length() - 1)))
        .toList();
  }

  private static UnreadableValue mistakeIn(String text) {
    UnreadableValue mistake =
        catchThrowableOfType(UnreadableValue.class, () -> TimeZones.parse(text));
    assertThat(mistake).as("\"%s\" has a mistake", text).isNotNull();
    return mistake;
  }
}
