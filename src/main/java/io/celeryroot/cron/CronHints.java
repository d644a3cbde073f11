// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import io.celeryroot.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The advice for each kind of mistake. */
final class CronHints {

  static final Advice STEP = Advice.say("a step is a number, 1 or more");

  static final Advice ANY_EXPRESSION =
      Advice.example("write five fields (minute hour day month weekday), for example", "0 3 * * *");

  static final Advice REBOOT = Advice.example("a schedule needs a time, for example", "@daily");

  private static final Pattern EVERY = Pattern.compile("@every[ _]?(\\d{0,4})([mh])[a-z]*");
  private static final Pattern LOOSE_LIST = Pattern.compile("\\s*([,/-])\\s*");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern ZERO_WITH_STEP = Pattern.compile("(?<![0-9-])0/");
  private static final int FIELDS = 5;

  private CronHints() {}

  static Advice plainBlanks(String text) {
    return Advice.write(text.replaceAll("\\p{Zs}", " "))
        .orSay("put plain blanks between the fields");
  }

  static Advice nickname(String text, Collection<String> known) {
    String lower = text.toLowerCase(Locale.ROOT);
    Optional<String> near = Nearest.to(lower, known);
    if (near.isPresent()) {
      return Advice.write(near.get());
    }
    Matcher every = EVERY.matcher(lower);
    if (every.matches()) {
      int count = every.group(1).isEmpty() ? 1 : Integer.parseInt(every.group(1));
      boolean isMinutes = every.group(2).equals("m");
      int whole = isMinutes ? 60 : 24;
      if (count > 0 && count < whole && whole % count == 0) {
        String step = count == 1 ? "*" : "*/" + count;
        return Advice.write(isMinutes ? step + " * * * *" : "0 " + step + " * * *");
      }
    }
    return ANY_EXPRESSION;
  }

  static Advice fieldCount(List<String> words) {
    String text = String.join(" ", words);
    if (words.size() < FIELDS) {
      String lead = words.size() == 4 ? "add the weekday" : "add the missing fields";
      String filled = text + " *".repeat(FIELDS - words.size());
      return Advice.example(lead + ", for example", filled).or(ANY_EXPRESSION);
    }
    String tight = LOOSE_LIST.matcher(text).replaceAll("$1");
    String fields = String.join(" ", words.subList(0, FIELDS));
    Advice advice =
        fieldsOfQuartz(words)
            .or(Advice.example("the command belongs in a task; the schedule is", fields))
            .or(ANY_EXPRESSION);
    return tight.equals(text) ? advice : Advice.write(tight).or(advice);
  }

  /** Quartz has seconds in front and a year at the end. */
  private static Advice fieldsOfQuartz(List<String> words) {
    String year = words.size() > 6 ? words.get(6) : "*";
    if (words.size() > 7 || !(year.equals("*") || YEAR.matcher(year).matches())) {
      return Advice.say("");
    }
    String last = words.get(FIELDS);
    if (words.size() == 6 && YEAR.matcher(last).matches()) {
      String fields = String.join(" ", words.subList(0, FIELDS));
      return Advice.example("cron has no year; every year is", fields);
    }
    String rest = String.join(" ", words.subList(1, 6));
    String cron = ZERO_WITH_STEP.matcher(rest).replaceAll("*/").replace('?', '*');
    if (last.matches(".*\\d.*")) {
      return Advice.example(
          "leave out the seconds (cron counts weekdays from Sunday = 0), for example", cron);
    }
    return words.get(0).matches("0+") && year.equals("*")
        ? Advice.write(cron)
        : Advice.example("leave out the seconds, for example", cron);
  }

  static Advice withoutGaps(Part list) {
    String entries =
        list.entries().stream()
            .map(Part::text)
            .filter(entry -> !entry.isEmpty())
            .collect(joining(","));
    return Advice.write(list.replacedBy(entries)).orSay("one comma stands between two entries");
  }

  static Advice starForStep(Part entry) {
    return rangeForStep(entry, "*" + entry.text());
  }

  /** A star has effects of its own in the day fields. */
  static Advice rangeForStep(CronField field, Part entry, int value) {
    boolean isAll = value == field.first() && !field.isDay();
    String range = isAll ? "*" : value + "-" + field.lastDistinct();
    return rangeForStep(entry, range + entry.text().substring(entry.text().indexOf('/')));
  }

  private static Advice rangeForStep(Part entry, String range) {
    return Advice.write(entry.replacedBy(range)).orSay("a step needs a range, as in " + range);
  }

  static Advice closedRange(CronField field, Part range, String from, String to) {
    String closed =
        (from.isEmpty() ? field.first() : from) + "-" + (to.isEmpty() ? field.lastDistinct() : to);
    return Advice.example("give both ends, for example", range.replacedBy(closed))
        .orSay("give both ends; " + field.allowed());
  }

  /** 22-6 means 22 to the last hour, and then on to 6. */
  static Advice aroundTheEnd(CronField field, Part range, int first, int last) {
    String list =
        field == CronField.WEEKDAY
            ? IntStream.concat(
                    IntStream.rangeClosed(first, field.lastDistinct()),
                    IntStream.rangeClosed(field.first(), last))
                .mapToObj(field.names()::get)
                .collect(joining(","))
            : run(first, field.last()) + "," + run(field.first(), last);
    Advice twoRanges =
        Advice.say("write two ranges, one to the end of the field and one from its start");
    boolean hasStep = range.whole().startsWith("/", range.end());
    return hasStep ? twoRanges : Advice.write(range.replacedBy(list)).or(twoRanges);
  }

  private static String run(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  static Advice inRange(CronField field, Part number) {
    Advice allowed = Advice.say(field.allowed());
    List<Part> words = Part.all(number.whole()).words();
    boolean isHour = field == CronField.HOUR && words.contains(number);
    if (!isHour || !words.get(0).text().matches("0*(\\d|1\\d|2[0-3])")) {
      return allowed;
    }
    if (number.text().equals("24")) {
      return Advice.example("midnight is hour 0, for example", number.replacedBy("0")).or(allowed);
    }
    List<String> swapped = new ArrayList<>(words.stream().map(Part::text).toList());
    Collections.swap(swapped, 0, 1);
    return Advice.example("the minute comes first, for example", String.join(" ", swapped))
        .or(allowed);
  }

  static Advice name(CronField field, Part name) {
    String lower = name.text().toLowerCase(Locale.ROOT);
    Optional<String> begun = field.names().stream().filter(lower::startsWith).findFirst();
    List<String> near = begun.map(List::of).orElseGet(() -> Nearest.all(lower, field.names()));
    Advice allowed = Advice.say(field.allowed());
    return near.size() == 1 ? Advice.write(name.replacedBy(near.get(0))).or(allowed) : allowed;
  }

  static Advice quartz(CronField field, Part part) {
    String text = part.text().toLowerCase(Locale.ROOT);
    String day = text.replaceAll("#.*|[lw]$", "");
    if (text.equals("?")) {
      return Advice.write(part.replacedBy("*")).orSay("cron writes * for any value");
    }
    if (field == CronField.WEEKDAY) {
      return without(
          "cron cannot count the weekdays of a month",
          "every week is",
          part.replacedBy(day.isEmpty() ? "sat" : day));
    }
    if (part.offset() > 0 && part.whole().charAt(part.offset() - 1) == '-') {
      return Advice.write(part.replacedBy("31")).orSay("the last day is 31 in any month");
    }
    return text.startsWith("l")
        ? without("cron has no last day of the month", "the first is", part.replacedBy("1"))
        : without("cron has no nearest working day", "the day itself is", part.replacedBy(day));
  }

  private static Advice without(String fact, String instead, String expression) {
    return Advice.example(fact + "; " + instead, expression).orSay(fact);
  }
}
