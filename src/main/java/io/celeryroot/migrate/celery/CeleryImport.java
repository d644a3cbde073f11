// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.cron.Intervals;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.migrate.Entry;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.Task;
import io.celeryroot.migrate.celery.PythonValue.Constant;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Ref;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Module;
import io.celeryroot.migrate.python.PythonMistake;
import io.celeryroot.migrate.python.PythonParser;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a site of the settings of a Celery app, whose tasks Celery's workers go on to run. Our Beat
 * puts the messages into their queues itself, or starts {@code celery call}.
 */
public final class CeleryImport {

  /**
   * The origin of a file.
   *
   * @param file its name, for messages
   * @param host that runs Celery Beat, or one that runs Celery's workers
   * @param directory of the project on that host
   * @param module of the file, such as {@code shop.celery}
   * @param app for {@code celery -A}; empty: the file's own, if it makes one
   * @param zone of a file that does not tell it; empty: as Celery, UTC
   * @param isCall true: with {@code celery call}; false: our Beat into the queues
   */
  public record Origin(
      String file,
      String host,
      String directory,
      String module,
      Optional<String> app,
      Optional<ZoneId> zone,
      boolean isCall) {}

  private final Origin origin;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, Object> calendars = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();

  private CeleryImport(Origin origin) {
    this.origin = origin;
  }

  /** Makes the site; a text that is not Python gives one without schedules and with a problem. */
  public static ImportedSite of(String text, Origin origin) {
    return new CeleryImport(origin).site(text);
  }

  private ImportedSite site(String text) {
    remarks.add("From the beat schedule of " + origin.file());
    Module module = new Module(List.of(), List.of());
    try {
      module = PythonParser.parse(text);
    } catch (PythonMistake e) {
      refuse(e.line(), "python", e.getMessage(), "correct the file");
    }
    SettingsReader reader = new SettingsReader(new Scope(origin.module()));
    reader.walk(module.statements());
    Settings settings = reader.settings();
    Broker broker = Broker.of(settings.get("broker_url"));
    broker.remark().ifPresent(remarks::add);
    ZoneId zone = zone(settings);
    QueueRoutes routes = new QueueRoutes(settings);
    List<String> celery = origin.isCall() ? celery(reader.makesApp(), broker) : List.of();
    boolean isOfApp = celery.contains("-A");
    Sender sender =
        origin.isCall()
            ? new CallSender(
                celery,
                origin.host(),
                origin.directory(),
                Optional.of(routes).filter(known -> !isOfApp))
            : new QueueSender(origin.host(), routes);
    EntryComments comments = new EntryComments(module.comments());
    List<Entry> entries = new ArrayList<>();
    int last = 0;
    for (Found found : settings.schedule()) {
      entry(found, last, zone, sender, comments).ifPresent(entries::add);
      last = lastLine(found.entry());
    }
    settings.unknown().forEach(this::refuse);
    if (!isOfApp) {
      routes.unknown().forEach(value -> refuse(asUnknown(value)));
    }
    if (entries.isEmpty() && problems.isEmpty()) {
      refuse(
          0,
          "celery-empty",
          "no beat_schedule in this file",
          "name the file that sets beat_schedule or CELERY_BEAT_SCHEDULE");
    }
    if (!origin.isCall() && broker.equals(Broker.UNKNOWN)) {
      remarks.add("The broker is not in this file; write it as redis:.");
    }
    return site(broker, zone, sender, entries);
  }

  private ImportedSite site(Broker broker, ZoneId zone, Sender sender, List<Entry> entries) {
    Map<String, Object> file = new LinkedHashMap<>();
    broker.redis().ifPresent(url -> file.put("redis", url));
    file.put("timezone", zone.getId());
    if (!calendars.isEmpty()) {
      file.put("calendars", calendars);
    }
    remarks.addAll(sender.remarks());
    problems.sort(Comparator.comparingInt(problem -> problem.source().line()));
    return new ImportedSite(
        remarks,
        file,
        sender.roles(),
        sender.defaultRemarks(),
        sender.defaults(),
        entries,
        skipped,
        problems);
  }

  private ZoneId zone(Settings settings) {
    Optional<PythonValue> written = settings.get("timezone");
    boolean isLocal =
        settings
            .get("enable_utc")
            .filter(utc -> utc instanceof Constant c && !c.value().orElse(false))
            .isPresent();
    if (written.isPresent() && written.get() instanceof Text text) {
      try {
        return TimeZones.parse(text.text());
      } catch (UnreadableValue e) {
        refuse(
            text.line(),
            "celery-timezone",
            e.getMessage() + ": " + Quote.of(text.text()),
            e.hint());
      }
    } else if (written.isPresent() && origin.zone().isEmpty() && !written.get().isNone()) {
      refuse(
          written.get().line(),
          "celery-timezone",
          "the time zone is known only when the file runs: " + written.get().shown(),
          "name it with --timezone");
    } else if (isLocal && origin.zone().isEmpty()) {
      refuse(
          settings.get("enable_utc").get().line(),
          "celery-timezone",
          "enable_utc is False and no timezone is set: times are those of the machine",
          "name its time zone with --timezone");
    }
    return origin.zone().orElse(ZoneId.of("UTC"));
  }

  /** Returns the program with the options that name the app or the broker. */
  private List<String> celery(boolean makesApp, Broker broker) {
    String own = origin.module().replaceFirst("[.]celery$", "");
    if (origin.app().isPresent() || makesApp) {
      return List.of("celery", "-A", origin.app().orElse(own));
    }
    if (broker.redis().isPresent()) {
      return List.of("celery", "-b", broker.redis().get());
    }
    refuse(
        0,
        "celery-app",
        "the file makes no Celery app and names no Redis",
        "name the app with --app, as for celery -A");
    return List.of("celery", "-A", own);
  }

  private Optional<Entry> entry(
      Found found, int last, ZoneId zone, Sender sender, EntryComments comments) {
    PythonValue schedule = found.entry().get("schedule").orElse(new Text(found.line(), "nothing"));
    String description = comments.description(found.line(), schedule.line());
    List<String> above = new ArrayList<>(skipped);
    skipped.clear();
    above.addAll(last == 0 ? List.of() : comments.between(last, found.line()));
    try {
      String task = taskName(found);
      BeatTime time = BeatTime.of(schedule, zone);
      TaskOptions options = new TaskOptions(dict(found, "options"));
      Map<String, Object> params = params(found);
      Sender.Sending send = sender.of(task, options);
      Map<String, Object> keys = new LinkedHashMap<>(time.keys());
      keys.put("targets", List.of(send.role()));
      keys.putAll(params);
      options.expires().ifPresent(seconds -> keys.put("expires", expires(found, seconds)));
      if (!description.isEmpty()) {
        keys.put("description", Task.escaped(description));
      }
      calendars.putAll(time.calendars());
      send.problems().forEach(problem -> refuse(found, problem));
      for (String condition : found.conditions()) {
        above.add("Only " + condition + ":");
        refuse(
            found,
            "celery-condition",
            "a condition that is not evaluated: " + Quote.of(condition),
            "delete the schedule where it does not hold");
      }
      return Optional.of(
          new Entry(
              new Source(origin.file(), found.line(), 1),
              above,
              found.name(),
              send.task(),
              keys,
              time.times()));
    } catch (UnreadableValue mistake) {
      refuse(found, mistake);
      skipped.addAll(above);
      skipped.add("Not carried over (line %d): %s".formatted(found.line(), found.name()));
      return Optional.empty();
    }
  }

  /** The nearest time that is allowed, and a note if it is another. */
  private String expires(Found found, BigDecimal seconds) {
    BigDecimal longest = BigDecimal.valueOf(Intervals.LONGEST.toSeconds());
    BigDecimal whole = seconds.setScale(0, RoundingMode.CEILING).min(longest);
    String expires = Durations.format(Duration.ofSeconds(whole.longValueExact()));
    if (whole.compareTo(seconds) != 0) {
      refuse(
          found,
          "celery-option",
          "expires: %s s is not whole seconds up to 366 days; it is %s here"
              .formatted(seconds.toPlainString(), expires),
          "check that \"expires: %s\" of the schedule suits".formatted(expires));
    }
    return expires;
  }

  private static String taskName(Found found) {
    Optional<PythonValue> task = found.entry().get("task");
    if (task.isPresent() && task.get() instanceof Text text && !text.text().isBlank()) {
      return text.text();
    }
    if (task.isPresent() && task.get() instanceof Ref ref && ref.name().contains(".")) {
      return ref.name();
    }
    if (task.isPresent() && task.get() instanceof Unknown why) {
      throw why.mistake();
    }
    throw new UnreadableValue(
        "celery-task",
        task.isEmpty()
            ? "no task"
            : "a task that this file neither defines nor imports: " + task.get().shown(),
        "write the name of the task, as \"celery inspect registered\" shows it");
  }

  private static Map<String, Object> params(Found found) {
    Map<String, Object> params = new LinkedHashMap<>();
    for (String name : List.of("args", "kwargs")) {
      Optional<PythonValue> value = found.entry().get(name).filter(one -> !isEmpty(one));
      value.ifPresent(one -> params.put(name, Task.escaped(JsonValues.json(one))));
    }
    return params.isEmpty() ? Map.of() : Map.of("params", params);
  }

  private static boolean isEmpty(PythonValue value) {
    return value.isNone()
        || (value instanceof Items items && items.items().isEmpty())
        || (value instanceof Dict dict && dict.pairs().isEmpty());
  }

  private static Dict dict(Found found, String name) {
    Optional<PythonValue> value = found.entry().get(name).filter(one -> !one.isNone());
    if (value.isPresent() && value.get() instanceof Unknown why) {
      throw why.mistake(name + " ");
    }
    return value
        .filter(Dict.class::isInstance)
        .map(Dict.class::cast)
        .orElse(new Dict(found.line(), List.of()));
  }

  /** Returns the last line on which a part of a value stands. */
  private static int lastLine(PythonValue value) {
    int last = value.line();
    if (value instanceof Dict dict) {
      for (PythonValue.Pair pair : dict.pairs()) {
        last = Math.max(last, Math.max(lastLine(pair.key()), lastLine(pair.value())));
      }
    } else if (value instanceof Items items) {
      for (PythonValue item : items.items()) {
        last = Math.max(last, lastLine(item));
      }
    }
    return last;
  }

  private static Unknown asUnknown(PythonValue value) {
    return value instanceof Unknown why
        ? why
        : Unknown.of(value.line(), "task_routes " + value.source());
  }

  private void refuse(Unknown why) {
    refuse(why.line(), why.mistake());
  }

  private void refuse(Found found, UnreadableValue mistake) {
    refuse(found, mistake.rule(), mistake.getMessage(), mistake.hint());
  }

  private void refuse(Found found, String rule, String message, String hint) {
    refuse(found.line(), rule, found.name() + ": " + message, hint);
  }

  private void refuse(int line, UnreadableValue mistake) {
    refuse(line, mistake.rule(), mistake.getMessage(), mistake.hint());
  }

  private void refuse(int line, String rule, String message, String hint) {
    problems.add(
        Problem.at(new Source(origin.file(), line, line == 0 ? 0 : 1), message, hint, rule));
  }
}
