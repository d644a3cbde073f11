// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import io.celeryroot.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What to write instead: one function for each kind of mistake. */
final class Suggestions {

  private static final Pattern EVERY = Pattern.compile("@every[ _]?(\\d{0,4})([mh])[a-z]*");
  private static final Pattern LOOSE_LIST = Pattern.compile("\\s*([,/-])\\s*");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern ZERO_WITH_STEP = Pattern.compile("(?<![0-9-])0/");
  private static final Pattern QUARTZ_YEAR = Pattern.compile("\\*|\\d{4}");

  static final Advice STEP = Advice.say("a step is a number, 1 or more");

  private Suggestions() {}

  static Advice anyExpression() {
    return Advice.example(
        "write five fields (minute hour day month weekday), for example", "0 3 * * *", Advice.NONE);
  }

  static Advice plainBlanks(String text) {
    return Advice.write(
        text.replaceAll("\\p{Zs}", " "), Advice.say("put plain blanks between the fields"));
  }

  static Advice only(String expression) {
    return Advice.write(expression, anyExpression());
  }

  static Advice reboot() {
    return Advice.example("a schedule needs a time, for example", "@daily", Advice.NONE);
  }

  static Advice nickname(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    Optional<String> near = Nearest.to(lower, CronParser.NICKNAMES.keySet());
    if (near.isPresent()) {
      return only(near.get());
    }
    Matcher every = EVERY.matcher(lower);
    if (every.matches()) {
      int count = every.group(1).isEmpty() ? 1 : Integer.parseInt(every.group(1));
      boolean isMinutes = every.group(2).equals("m");
      int whole = isMinutes ? 60 : 24;
      if (count > 0 && count < whole && whole % count == 0) {
        String step = count == 1 ? "*" : "*/" + count;
        return only(isMinutes ? step + " * * * *" : "0 " + step + " * * *");
      }
    }
    return anyExpression();
  }

  static Advice fieldCount(List<String> words) {
    String text = String.join(" ", words);
    if (words.size() < 5) {
      String filled = text + " *".repeat(5 - words.size());
      String lead = words.size() == 4 ? "add the weekday" : "add the missing fields";
      return Advice.example(lead + ", for example", filled, anyExpression());
    }
    String tight = LOOSE_LIST.matcher(text).replaceAll("$1");
    Advice command =
        Advice.example(
            "the command belongs in a task; the schedule is",
            String.join(" ", words.subList(0, 5)),
            anyExpression());
    return tight.equals(text)
        ? tooMany(words, command)
        : Advice.write(tight, tooMany(words, command));
  }

  private static Advice tooMany(List<String> words, Advice otherwise) {
    if (words.size() > 7 || (words.size() == 7 && !QUARTZ_YEAR.matcher(words.get(6)).matches())) {
      return otherwise;
    }
    if (words.size() == 6 && YEAR.matcher(words.get(5)).matches()) {
      String fields = String.join(" ", words.subList(0, 5));
      return Advice.example("cron has no year; every year is", fields, otherwise);
    }
    String quartz = String.join(" ", words.subList(1, 6));
    String rest = ZERO_WITH_STEP.matcher(quartz).replaceAll("*/").replace('?', '*');
    boolean isFullMinute = words.get(0).matches("0+");
    boolean hasYear = words.size() == 7 && !words.get(6).equals("*");
    if (words.get(5).matches(".*\\d.*")) {
      String lead = "leave out the seconds (cron counts weekdays from Sunday = 0), for example";
      return Advice.example(lead, rest, otherwise);
    }
    return isFullMinute && !hasYear
        ? Advice.write(rest, otherwise)
        : Advice.example("leave out the seconds, for example", rest, otherwise);
  }

  static Advice withoutGaps(Part list) {
    String entries =
        list.split(',').stream()
            .map(Part::text)
            .filter(entry -> !entry.isEmpty())
            .collect(joining(","));
    return Advice.write(
        list.replacedBy(entries), Advice.say("one comma stands between two entries"));
  }

  static Advice starForStep(Part entry) {
    return Advice.write(entry.replacedBy("*" + entry.text()), stepNeedsRange("*" + entry.text()));
  }

  static Advice rangeForStep(CronField field, Part entry, int value) {
    String step = entry.text().substring(entry.text().indexOf('/'));
    boolean isDay =
        field == CronField.DAY || field == CronField.WEEKDAY; // a star has effects there
    boolean isAll = value == field.first() && !isDay;
    String range = (isAll ? "*" : value + "-" + field.lastDistinct()) + step;
    return Advice.write(entry.replacedBy(range), stepNeedsRange(range));
  }

  private static Advice stepNeedsRange(String example) {
    return Advice.say("a step needs a range, as in " + example);
  }

  static Advice closedRange(CronField field, Part range, Part from, Part to) {
    String first = from.text().isEmpty() ? Integer.toString(field.first()) : from.text();
    String last = to.text().isEmpty() ? Integer.toString(field.lastDistinct()) : to.text();
    return Advice.example(
        "give both ends, for example",
        range.replacedBy(first + "-" + last),
        Advice.say("give both ends; " + field.allowed()));
  }

  /** 22-6 means 22 to the last hour, and then on to 6. */
  static Advice aroundTheEnd(CronField field, Part range, Values.Run backwards) {
    List<Integer> around = new ArrayList<>();
    IntStream.rangeClosed(backwards.first(), field.lastDistinct()).forEach(around::add);
    IntStream.rangeClosed(field.first(), backwards.last()).forEach(around::add);
    String list =
        field == CronField.WEEKDAY
            ? around.stream()
                .map(day -> field.names().get(day % 7))
                .distinct()
                .collect(joining(","))
            : run(backwards.first(), field.last()) + "," + run(field.first(), backwards.last());
    String whole = range.whole();
    int after = range.offset() + range.text().length();
    boolean hasStep = after < whole.length() && whole.charAt(after) == '/';
    Advice twoRanges =
        Advice.say("write two ranges, one to the end of the field and one from its start");
    return hasStep ? twoRanges : Advice.write(range.replacedBy(list), twoRanges);
  }

  private static String run(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  static Advice inRange(CronField field, Part number) {
    Advice allowed = Advice.say(field.allowed());
    List<Part> words = Part.all(number.whole()).words();
    if (!words.contains(number)) {
      return allowed;
    }
    if (field == CronField.HOUR && words.get(0).text().matches("0*(\\d|1\\d|2[0-3])")) {
      List<String> swapped = new ArrayList<>(words.stream().map(Part::text).toList());
      Collections.swap(swapped, 0, 1);
      Advice midnight =
          Advice.example("midnight is hour 0, for example", number.replacedBy("0"), allowed);
      return number.text().equals("24")
          ? midnight
          : Advice.example(
              "the minute comes first, for example", String.join(" ", swapped), allowed);
    }
    return allowed;
  }

  static Advice name(CronField field, Part name) {
    String lower = name.text().toLowerCase(Locale.ROOT);
    Optional<String> begun = field.names().stream().filter(lower::startsWith).findFirst();
    List<String> near = begun.map(List::of).orElseGet(() -> Nearest.all(lower, field.names()));
    return near.size() == 1
        ? Advice.write(name.replacedBy(near.get(0)), Advice.say(field.allowed()))
        : Advice.say(field.allowed());
  }

  static Advice quartz(CronField field, Part part) {
    String text = part.text().toUpperCase(Locale.ROOT);
    if (text.equals("?")) {
      return Advice.write(part.replacedBy("*"), Advice.say("cron writes * for any value"));
    }
    String day = text.replaceAll("[L#W].*", "");
    if (field == CronField.DAY) {
      if (part.offset() > 0 && part.whole().charAt(part.offset() - 1) == '-') {
        return Advice.write(part.replacedBy("31"), Advice.say("the last day is 31 in any month"));
      }
      return text.startsWith("L")
          ? Advice.example(
              "cron has no last day of the month; the first is",
              part.replacedBy("1"),
              Advice.say("cron has no last day of the month"))
          : Advice.example(
              "cron has no nearest working day; the day itself is",
              part.replacedBy(day),
              Advice.say("cron has no nearest working day"));
    }
    return Advice.example(
        "cron cannot count the weekdays of a month; every week is",
        part.replacedBy(day.isEmpty() ? "sat" : day.toLowerCase(Locale.ROOT)),
        Advice.say("cron cannot count the weekdays of a month"));
  }
}
