// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.text.UnreadableValue;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenTimesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static final Calendar CHRISTMAS =
      new Calendar(
          "christmas",
          List.of(Dates.parse("2026-12-24..2026-12-26")),
          List.of(),
          List.of(),
          BERLIN,
          List.of());

  @Test
  void a_due_instant_in_a_blackout_names_the_calendar() {
    OpenTimes times = new OpenTimes(List.of(), List.of(CHRISTMAS), false);

    assertThat(times.closedBy(Instant.parse("2026-12-23T22:59:00Z"))).isEmpty();
    assertThat(times.closedBy(Instant.parse("2026-12-23T23:00:00Z")))
        .contains("blackout christmas");
    assertThat(times.closedBy(Instant.parse("2026-12-26T22:59:59Z"))).isPresent();
    assertThat(times.closedBy(Instant.parse("2026-12-26T23:00:00Z"))).isEmpty();
  }

  @Test
  void outside_of_the_times_of_only_in_nothing_runs() {
    Calendar office = calendar("office", "mon-fri", "08:00-18:00", List.of(CHRISTMAS));
    OpenTimes times = new OpenTimes(List.of(office), List.of(), false);

    assertThat(times.closedBy(Instant.parse("2026-12-23T08:00:00Z"))).isEmpty();
    assertThat(times.closedBy(Instant.parse("2026-12-23T18:00:00Z"))).contains("not in office");
    assertThat(times.closedBy(Instant.parse("2026-12-24T08:00:00Z"))).contains("not in office");
  }

  @Test
  void what_was_due_in_a_blackout_runs_once_when_it_ends() {
    Timetable hourly = Plans.parse("@hourly Europe/Berlin").orElseThrow();
    Timetable daily = Plans.parse("30 12 * * * Europe/Berlin").orElseThrow();
    OpenTimes times = new OpenTimes(List.of(), List.of(CHRISTMAS), true);
    Instant end = Instant.parse("2026-12-26T23:00:00Z");

    assertThat(new Reopening(daily, times).between(end.minusSeconds(86_400), Instant.MAX, 3))
        .containsExactly(
            Instant.parse("2026-12-26T11:30:00Z"), end, Instant.parse("2026-12-27T11:30:00Z"));
    // It is due at the end anyway.
    assertThat(new Reopening(hourly, times).between(end.minusSeconds(3600), Instant.MAX, 2))
        .containsExactly(end, end.plusSeconds(3600));
  }

  @Test
  void a_blackout_without_a_due_instant_changes_nothing() {
    Timetable yearly = Plans.parse("0 0 1 6 * UTC").orElseThrow();
    Timetable reopening = new Reopening(yearly, new OpenTimes(List.of(), List.of(CHRISTMAS), true));

    assertThat(reopening.between(Instant.parse("2026-07-01T00:00:00Z"), Instant.MAX, 1))
        .containsExactly(Instant.parse("2027-06-01T00:00:00Z"));
  }

  @Test
  void times_that_never_come_again_leave_nothing_to_run() {
    OpenTimes past = new OpenTimes(List.of(CHRISTMAS), List.of(), true);
    Timetable daily = Plans.parse("@daily UTC").orElseThrow();

    assertThat(past.nextOpen(daily, Instant.parse("2026-12-25T00:00:00Z")))
        .contains(Instant.parse("2026-12-26T00:00:00Z"));
    assertThat(past.nextOpen(daily, Instant.parse("2027-01-01T00:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/Santiago",
        "Africa/Cairo",
        "Antarctica/Troll",
        "Africa/Casablanca"
      })
  void around_time_changes_the_instants_are_those_found_minute_by_minute(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(name.hashCode());
    Instant from = Instant.parse("2024-01-01T00:00:00Z");
    for (int i = 0; i < 4; i++) {
      ZoneOffsetTransition change = zone.getRules().nextTransition(from);
      Instant start = change.getInstant().minus(Duration.ofHours(60));
      agree(random, zone, start, start.plus(Duration.ofDays(5)));
      from = change.getInstant();
    }
  }

  private static void agree(Random random, ZoneId zone, Instant start, Instant end) {
    ZoneId other = random.nextBoolean() ? zone : ZoneId.of("UTC");
    LocalDate day = LocalDate.ofInstant(start.plus(Duration.ofHours(60)), zone);
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      rules.add(Rule.random(random, i == 0 ? zone : other, day));
    }
    OpenTimes times =
        random.nextBoolean()
            ? new OpenTimes(List.of(), rules.stream().map(Rule::calendar).toList(), true)
            : new OpenTimes(
                List.of(rules.get(0).calendar()), List.of(rules.get(1).calendar()), true);
    Predicate<Instant> isOpen =
        times.onlyIn().isEmpty()
            ? at -> rules.stream().noneMatch(rule -> rule.has(at))
            : at -> rules.get(0).has(at) && !rules.get(1).has(at);
    Timetable base =
        Plans.parse((random.nextBoolean() ? "7,37 */3 * * * " : "30 2 * * * ") + zone.getId())
            .orElseThrow();

    Timetable reopening = new Reopening(base, times);
    List<Instant> found = reopening.between(start, end, 10_000);
    assertThat(found)
        .as("%s in %s: %s", base.text(), zone, times)
        .isEqualTo(slowly(base, isOpen, start, end));
    assertThat(minutes(start, end).filter(reopening::isDue)).isEqualTo(found);
    assertThat(base.between(start, end, 10_000))
        .allMatch(due -> times.closedBy(due).isEmpty() == isOpen.test(due));
  }

  /** Looks at each minute of the period and of the week before it. */
  private static List<Instant> slowly(
      Timetable base, Predicate<Instant> isOpen, Instant start, Instant end) {
    List<Instant> due = new ArrayList<>();
    boolean isOwed = false;
    Instant first = start.minus(Duration.ofDays(7));
    Set<Instant> dueByTimetable = Set.copyOf(base.between(first.minusNanos(1), end, 100_000));
    for (Instant at = first; !at.isAfter(end); at = at.plusSeconds(60)) {
      boolean isDue = dueByTimetable.contains(at);
      boolean isNowOpen = isOpen.test(at);
      if (isDue || (isNowOpen && isOwed)) {
        due.add(at);
      }
      isOwed = !isNowOpen && (isOwed || isDue);
    }
    return due.stream().filter(at -> at.isAfter(start)).toList();
  }

  private static Stream<Instant> minutes(Instant start, Instant end) {
    return Stream.iterate(start.plusSeconds(60), at -> !at.isAfter(end), at -> at.plusSeconds(60));
  }

  /** A calendar, and the same said in another way. */
  private record Rule(Calendar calendar, Predicate<LocalDateTime> times) {

    static Rule random(Random random, ZoneId zone, LocalDate day) {
      int from = random.nextInt(24);
      int until = (from + 1 + random.nextInt(22)) % 24;
      boolean isOverMidnight = until < from;
      LocalDate first = day.plusDays(random.nextInt(3) - 1);
      LocalDate last = first.plusDays(random.nextInt(3));
      DayOfWeek weekday = day.plusDays(random.nextInt(3) - 1).getDayOfWeek();
      Predicate<LocalDateTime> hours =
          t ->
              isOverMidnight
                  ? t.getHour() >= from || t.getHour() < until
                  : t.getHour() >= from && t.getHour() < until;
      Predicate<LocalDateTime> dates =
          t -> !t.toLocalDate().isBefore(first) && !t.toLocalDate().isAfter(last);
      String text = "%02d:00-%02d:00".formatted(from, until);
      return switch (random.nextInt(4)) {
        case 0 -> of(zone, List.of(), List.of(), text, hours);
        case 1 -> of(zone, List.of(first + ".." + last), List.of(), "", dates);
        case 2 -> of(zone, List.of(first + ".." + last), List.of(), text, dates.and(hours));
        default ->
            of(
                zone,
                List.of(),
                List.of(weekday.name().substring(0, 3).toLowerCase(java.util.Locale.ROOT)),
                text,
                hours.and(t -> t.getDayOfWeek() == weekday));
      };
    }

    private static Rule of(
        ZoneId zone,
        List<String> dates,
        List<String> weekdays,
        String hours,
        Predicate<LocalDateTime> times) {
      return new Rule(
          new Calendar(
              "c",
              dates.stream().map(Dates::parse).toList(),
              weekdays.stream().map(Weekdays::parse).toList(),
              hours.isEmpty() ? List.of() : List.of(Hours.parse(hours)),
              zone,
              List.of()),
          times);
    }

    boolean has(Instant at) {
      return times.test(LocalDateTime.ofInstant(at, calendar.zone()));
    }
  }

  @ParameterizedTest
  @CsvSource({"22:00-06:00, 23:30, true", "22:00-06:00, 06:00, false", "8:00-24:00, 23:59, true"})
  void hours_may_go_over_midnight_and_leave_out_their_end(
      String hours, String time, boolean isContained) {
    assertThat(Hours.parse(hours).contains(java.time.LocalTime.parse(time))).isEqualTo(isContained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8-18", "08:00", "08:00-08:00", "25:00-26:00", "08:61-09:00", ""})
  void what_is_not_two_times_is_refused(String text) {
    assertThatThrownBy(() -> Hours.parse(text)).isInstanceOf(UnreadableValue.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"24.12.", "2026-02-30", "2026-12-26..2026-12-24", "2026-12-24-2026-12-26"})
  void what_is_not_a_range_of_days_is_refused(String text) {
    assertThatThrownBy(() -> Dates.parse(text)).isInstanceOf(UnreadableValue.class);
  }

  @Test
  void a_weekday_that_is_written_out_is_corrected() {
    assertThatThrownBy(() -> Weekdays.parse("monday-fri"))
        .isInstanceOfSatisfying(
            UnreadableValue.class,
            mistake -> assertThat(mistake.replacement()).isEqualTo(Optional.of("mon-fri")));
  }

  private static Calendar calendar(String name, String weekdays, String hours, List<Calendar> not) {
    return new Calendar(
        name,
        List.of(),
        List.of(Weekdays.parse(weekdays)),
        List.of(Hours.parse(hours)),
        BERLIN,
        not);
  }
}
