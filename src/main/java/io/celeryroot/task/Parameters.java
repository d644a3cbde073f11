// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.host.HostText;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Binds the values of a submission to the {@code params:} of a task.
 *
 * <p>The check runs where a job is submitted, and again on the worker, because a message may come
 * from anyone who can write to Redis. Thread-safe.
 */
public final class Parameters {

  /**
   * Longest value, in UTF-8 bytes. Linux refuses a program with an argument of 128 KiB or more; the
   * rest is room for the name and the text around a placeholder.
   */
  public static final int MAX_VALUE_BYTES = 96 * 1024;

  /** Time limit for a pattern: one of nested repetitions may take years for some values. */
  private static final Duration LONGEST_MATCH = Duration.ofSeconds(1);

  /** Maximum number of reported problems: a message may have a million wrong names. */
  private static final int MAX_PROBLEMS = 20;

  private final TaskDefinition task;
  private final Optional<Map<String, String>> host;
  private final Map<String, String> given = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private Parameters(TaskDefinition task, Optional<Map<String, String>> host) {
    this.task = task;
    this.host = host;
  }

  /**
   * Binds positional and named values, fills in defaults and checks all of them. Values may be
   * text, numbers and booleans, as in a message; null is a missing value. A parameter that takes
   * many values also takes a list. A value that names variables of hosts is checked on the host.
   *
   * @param positional values in the order of {@code params:}
   * @param named values by parameter name
   * @return the values, or all problems with them
   */
  public static Binding bind(TaskDefinition task, List<?> positional, Map<String, ?> named) {
    return bind(task, positional, named, Optional.empty());
  }

  /**
   * Binds values on a host, whose variables are filled in.
   *
   * @param positional values in the order of {@code params:}
   * @param named values by parameter name
   * @param vars variables of the host
   * @return the values, or all problems with them
   */
  public static Binding bindOn(
      Map<String, String> vars, TaskDefinition task, List<?> positional, Map<String, ?> named) {
    return bind(task, positional, named, Optional.of(vars));
  }

  private static Binding bind(
      TaskDefinition task,
      List<?> positional,
      Map<String, ?> named,
      Optional<Map<String, String>> host) {
    Parameters parameters = new Parameters(task, host);
    parameters.takePositional(positional);
    parameters.takeNamed(named);
    return parameters.checked();
  }

  private void takePositional(List<?> positional) {
    List<Param> params = task.params();
    int taken = 0;
    for (int i = 0; i < params.size() && taken < positional.size(); i++) {
      Param param = params.get(i);
      List<?> values =
          param.many()
              ? positional.subList(taken, positional.size())
              : positional.subList(taken, taken + 1);
      take(param, values.size() == 1 ? values.get(0) : values);
      taken += values.size();
    }
    if (taken < positional.size()) {
      problems.add(
          "%d %s, %s takes %s; fix: %s"
              .formatted(
                  positional.size(),
                  positional.size() == 1 ? "value" : "values",
                  task.name(),
                  params.isEmpty() ? "none" : params.size(),
                  params.isEmpty()
                      ? "give none"
                      : "give fewer, or quote a value that holds spaces"));
    }
  }

  private void takeNamed(Map<String, ?> named) {
    for (Map.Entry<String, ?> entry : named.entrySet()) {
      if (problems.size() >= MAX_PROBLEMS) {
        return;
      }
      Optional<Param> param = param(entry.getKey());
      if (param.isEmpty()) {
        problems.add(
            "no parameter %s; %s".formatted(Quote.of(entry.getKey()), allowed(entry.getKey())));
      } else if (given.containsKey(entry.getKey())) {
        problems.add(
            "%s: given by position and by name; fix: give it once".formatted(entry.getKey()));
      } else {
        take(param.get(), entry.getValue());
      }
    }
  }

  private void take(Param param, Object value) {
    if (value == null) {
      return;
    }
    Optional<String> text = param.many() ? joined(value) : scalar(value);
    if (text.isPresent()) {
      given.put(param.name(), text.get());
    } else {
      problems.add("%s: not a text, number or boolean; fix: give a text".formatted(param.name()));
      given.put(param.name(), "");
    }
  }

  private static Optional<String> joined(Object value) {
    if (!(value instanceof List<?> list)) {
      return scalar(value);
    }
    List<String> texts = list.stream().flatMap(item -> scalar(item).stream()).toList();
    return texts.size() == list.size() ? Optional.of(String.join(" ", texts)) : Optional.empty();
  }

  private static Optional<String> scalar(Object value) {
    boolean isScalar =
        value instanceof String || value instanceof Number || value instanceof Boolean;
    return isScalar ? Optional.of(value.toString()) : Optional.empty();
  }

  private Binding checked() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Param param : task.params()) {
      String value = given.get(param.name());
      if (value != null) {
        int before = problems.size();
        value = filled(param.name(), value);
        if (problems.size() == before) {
          check(param, value);
        }
        values.put(param.name(), value);
      } else if (param.required()) {
        problems.add("%s: required, not given; fix: give %1$s=VALUE".formatted(param.name()));
      } else {
        String fallback = filled(param.name(), param.defaultValue().orElse(""));
        if (HostText.isIn(param.defaultValue().orElse(""))) {
          check(param, fallback);
        } else {
          checkAllowed(param, param.many() ? words(fallback) : List.of(fallback));
        }
        values.put(param.name(), fallback);
      }
    }
    host.ifPresent(vars -> addToCommand(vars, values));
    return new Binding(values, new ArrayList<>(new LinkedHashSet<>(problems)));
  }

  private void addToCommand(Map<String, String> vars, Map<String, String> values) {
    for (String name : HostText.namesOf(task.action())) {
      if (hasAll("its command", Set.of(name), vars)) {
        values.put(HostText.PREFIX + name, vars.get(name));
      }
    }
  }

  /** Fills in what is known of the host; the value itself if that is nothing. */
  private String filled(String user, String value) {
    return host.filter(vars -> HostText.isIn(value))
        .filter(vars -> hasAll(user, HostText.names(value), vars))
        .map(vars -> HostText.fill(value, vars))
        .orElse(value);
  }

  private boolean hasAll(String user, Set<String> names, Map<String, String> vars) {
    names.stream()
        .filter(name -> !vars.containsKey(name))
        .forEach(
            name ->
                problems.add(
                    "%s: the host has no variable %s; fix: add it below \"vars\" of its role"
                        .formatted(user, Quote.of(name))));
    return vars.keySet().containsAll(names);
  }

  private void check(Param param, String value) {
    if (value.indexOf('\0') >= 0) {
      problems.add(
          "%s: a NUL character, which no program can be given; fix: remove it"
              .formatted(param.name()));
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      problems.add(
          "%s: half of a character, which no program can be given; fix: remove it"
              .formatted(param.name()));
    } else if (isTooLong(value)) {
      problems.add(
          "%s: longer than %d KB; fix: hand over a file name"
              .formatted(param.name(), MAX_VALUE_BYTES / 1024));
    } else if (host.isPresent() || !HostText.isIn(value)) {
      List<String> parts = param.many() ? words(value) : List.of(value);
      parts.forEach(part -> checkPart(param, part));
      checkAllowed(param, parts);
      checkDash(param, value);
    }
  }

  private void checkAllowed(Param param, List<String> parts) {
    parts.stream()
        .filter(part -> !param.allows(part))
        .findFirst()
        .ifPresent(
            part ->
                problems.add(
                    "%s: %s is not among its allowed values; fix: one of %s"
                        .formatted(
                            param.name(),
                            param.secret() ? "the value" : Quote.of(part),
                            String.join(", ", param.allow()))));
  }

  private void checkDash(Param param, String value) {
    if (param.refusesDash(task.action(), value)) {
      problems.add(
          param.name()
              + ": begins with \"-\", so the program may take it for an option; fix: give another"
              + " value, or write \"dash: true\" below the parameter in cl.yaml");
    }
  }

  private static boolean isTooLong(String value) {
    return value.length() > MAX_VALUE_BYTES
        || value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES;
  }

  /** Splits a text at single spaces; an empty text is one empty value. */
  private static List<String> words(String value) {
    return List.of(value.split(" ", -1));
  }

  private void checkPart(Param param, String value) {
    String shown = param.secret() ? "the value" : Quote.of(value);
    if (!param.choices().isEmpty() && !param.choices().contains(value)) {
      problems.add(
          "%s: %s is none of its choices; fix: one of %s"
              .formatted(param.name(), shown, String.join(", ", param.choices())));
    }
    if (host.isEmpty()) {
      param
          .celery()
          .missing(value)
          .ifPresent(form -> problems.add("%s: %s is not %s".formatted(param.name(), shown, form)));
    }
    if (param.pattern().isPresent() && !matches(param.pattern().get(), value)) {
      problems.add(
          "%s: %s does not match its pattern; fix: give a value %s"
              .formatted(
                  param.name(),
                  shown,
                  param
                      .patternInWords()
                      .map(words -> "as its description says: " + words)
                      .orElse("that matches " + param.pattern().get())));
    }
  }

  /** A value that a pattern cannot be checked against in bounded time and depth does not match. */
  private static boolean matches(Pattern pattern, String value) {
    try {
      return pattern.matcher(new BoundedText(value, LONGEST_MATCH)).matches();
    } catch (StackOverflowError | BoundedText.TimeIsOver e) {
      return false;
    }
  }

  private Optional<Param> param(String name) {
    return task.params().stream().filter(param -> param.name().equals(name)).findFirst();
  }

  private String allowed(String wrong) {
    List<String> names = task.params().stream().map(Param::name).toList();
    if (names.isEmpty()) {
      return "fix: remove it, " + task.name() + " takes none";
    }
    return Nearest.to(wrong, names)
        .map(name -> "fix: write " + name)
        .orElse("fix: one of " + String.join(", ", names));
  }
}
