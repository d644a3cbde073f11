// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Crontab;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Every;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Ref;
import io.celeryroot.migrate.celery.PythonValue.Signature;
import io.celeryroot.migrate.celery.PythonValue.Span;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Expr;
import io.celeryroot.migrate.python.Expr.Sequence;
import io.celeryroot.migrate.python.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values of calls: of Celery's schedules, of a few functions of Python, of getters. */
final class Calls {

  private static final List<String> TIMEDELTA =
      List.of("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks");
  private static final Map<String, String> SECONDS =
      Map.of(
          "days", "86400",
          "seconds", "1",
          "microseconds", "0.000001",
          "milliseconds", "0.001",
          "minutes", "60",
          "hours", "3600",
          "weeks", "604800");

  private static final Pattern ENVIRONMENT =
      Pattern.compile("(?:os[.])?(?:environ[.]get|getenv)|(?:\\w+[.])*(?:env|config)(?:[.]\\w+)?");

  private static final BigDecimal LARGEST = BigDecimal.valueOf(100_000);

  private final Scope scope;
  private final Function<Expr, PythonValue> evaluator;
  private int depth;

  Calls(Scope scope, Function<Expr, PythonValue> evaluator) {
    this.scope = scope;
    this.evaluator = evaluator;
  }

  PythonValue value(Expr.Call call) {
    if (call.of() instanceof Expr.Attribute method) {
      Optional<PythonValue> known = method(call, method);
      if (known.isPresent()) {
        return known.get();
      }
    }
    PythonValue of = evaluator.apply(call.of());
    if (!(of instanceof Ref ref)) {
      return of instanceof Unknown ? of : Unknown.of(call.line(), "a call");
    }
    Arguments arguments = arguments(call);
    String function = ref.name().substring(ref.name().lastIndexOf('.') + 1);
    Optional<PythonValue> celery = celery(call.line(), function, arguments);
    if (celery.isPresent()) {
      return celery.get();
    }
    if (ENVIRONMENT.matcher(ref.name()).matches()
        && !arguments.positional().isEmpty()
        && arguments.positional().get(0) instanceof Text name) {
      return environment(call.line(), name.text());
    }
    return python(call.line(), function, arguments)
        .or(() -> ofFile(ref.name(), arguments))
        .or(() -> arguments.positional().stream().filter(Unknown.class::isInstance).findFirst())
        .orElseGet(() -> Unknown.of(call.line(), ref.name() + "(...)"));
  }

  static Unknown environment(int line, String name) {
    return new Unknown(
        line,
        "depends on the environment variable " + name,
        "write the value, or in cl.yaml ${" + name + ":-default}, in its place");
  }

  /** Arguments by position and by name; one with stars that is not known is in neither. */
  record Arguments(
      List<PythonValue> positional, Map<String, PythonValue> named, Optional<Unknown> unknown) {

    Optional<PythonValue> get(int position, String name) {
      return Optional.ofNullable(named.get(name))
          .or(
              () ->
                  position < positional.size()
                      ? Optional.of(positional.get(position))
                      : Optional.empty());
    }

    Dict dict(int line) {
      List<Pair> pairs = new ArrayList<>();
      named.forEach((name, value) -> pairs.add(new Pair(new Text(value.line(), name), value)));
      return new Dict(line, pairs);
    }
  }

  Arguments arguments(Expr.Call call) {
    List<PythonValue> positional = new ArrayList<>();
    Map<String, PythonValue> named = new LinkedHashMap<>();
    Optional<Unknown> unknown = Optional.empty();
    for (Expr.Argument argument : call.arguments()) {
      PythonValue value = evaluator.apply(argument.value());
      if (argument.name().isPresent()) {
        named.put(argument.name().get(), value);
      } else if (argument.stars() == 0) {
        positional.add(value);
      } else if (argument.stars() == 1 && value instanceof Items items) {
        positional.addAll(items.items());
      } else if (argument.stars() == 2 && value instanceof Dict dict) {
        dict.pairs()
            .forEach(
                pair -> {
                  if (pair.key() instanceof Text key) {
                    named.put(key.text(), pair.value());
                  }
                });
      } else {
        unknown = Optional.of(Unknown.of(value.line(), "*".repeat(argument.stars()) + "..."));
      }
    }
    return new Arguments(positional, named, unknown);
  }

  private Optional<PythonValue> celery(int line, String function, Arguments arguments) {
    return switch (function) {
      case "crontab" ->
          Optional.of(
              arguments.unknown().<PythonValue>map(u -> u).orElse(crontab(line, arguments)));
      case "timedelta" -> Optional.of(timedelta(line, arguments));
      case "schedule" -> arguments.get(0, "run_every").map(every -> new Every(line, every));
      case "solar" ->
          Optional.of(
              new Unknown(
                  line,
                  "solar(...): the time of a solar event",
                  "write a cron near it, or let a task at a fixed time wait for the event"));
      case "signature", "subtask" ->
          arguments
              .get(0, "varies")
              .map(
                  task ->
                      new Signature(
                          line,
                          task,
                          items(arguments.get(1, "args")),
                          dict(line, arguments.get(2, "kwargs"))));
      default -> Optional.empty();
    };
  }

  private static PythonValue crontab(int line, Arguments arguments) {
    List<PythonValue> positional = arguments.positional();
    Map<String, PythonValue> fields = new LinkedHashMap<>();
    if (positional.size() > 2) {
      return new Unknown(
          line,
          "a third positional argument of crontab(...), which is day_of_week up to Celery 5.2"
              + " and day_of_month from 5.3 on",
          "give it by name");
    }
    for (int i = 0; i < positional.size(); i++) {
      fields.put(i == 0 ? "minute" : "hour", positional.get(i));
    }
    fields.putAll(arguments.named());
    return new Crontab(line, fields);
  }

  private static PythonValue timedelta(int line, Arguments arguments) {
    BigDecimal seconds = BigDecimal.ZERO;
    for (int i = 0; i < TIMEDELTA.size(); i++) {
      Optional<PythonValue> value = arguments.get(i, TIMEDELTA.get(i));
      if (value.isPresent() && value.get() instanceof Num number) {
        seconds =
            seconds.add(number.number().multiply(new BigDecimal(SECONDS.get(TIMEDELTA.get(i)))));
      } else if (value.isPresent()) {
        return value.get() instanceof Unknown ? value.get() : Unknown.of(line, "timedelta");
      }
    }
    return new Span(line, seconds);
  }

  private static Optional<PythonValue> python(int line, String function, Arguments arguments) {
    Optional<PythonValue> first = arguments.get(0, "");
    return switch (function) {
      case "dict" ->
          first.isEmpty()
              ? Optional.of(arguments.dict(line))
              : first
                  .filter(Dict.class::isInstance)
                  .map(d -> ((Dict) d).with(arguments.dict(line)));
      case "list", "tuple", "set", "frozenset" -> {
        Sequence.Kind kind =
            function.equals("list")
                ? Sequence.Kind.LIST
                : function.equals("tuple") ? Sequence.Kind.TUPLE : Sequence.Kind.SET;
        yield first.isEmpty()
            ? Optional.of(new Items(line, kind, List.of()))
            : first
                .filter(Items.class::isInstance)
                .map(items -> new Items(line, kind, ((Items) items).items()));
      }
      case "range" -> range(line, arguments.positional());
      case "int", "float" ->
          first
              .flatMap(Calls::number)
              .map(
                  number ->
                      function.equals("int")
                          ? new Num(line, number.setScale(0, java.math.RoundingMode.DOWN), true)
                          : new Num(line, number, false));
      case "str" ->
          first
              .filter(value -> value instanceof Num || value instanceof Text)
              .map(
                  value ->
                      new Text(
                          line,
                          value instanceof Num n
                              ? n.number().toPlainString()
                              : ((Text) value).text()));
      default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> number(PythonValue value) {
    if (value instanceof Num number) {
      return Optional.of(number.number());
    }
    return value instanceof Text text && text.text().strip().matches("[+-]?\\d{1,15}(\\.\\d{1,9})?")
        ? Optional.of(new BigDecimal(text.text().strip()))
        : Optional.empty();
  }

  private static Optional<PythonValue> range(int line, List<PythonValue> bounds) {
    if (bounds.isEmpty()
        || bounds.size() > 3
        || !bounds.stream()
            .allMatch(
                b ->
                    b instanceof Num n && n.isWhole() && n.number().abs().compareTo(LARGEST) < 0)) {
      return Optional.empty();
    }
    List<Integer> numbers = bounds.stream().map(b -> ((Num) b).number().intValue()).toList();
    int from = numbers.size() == 1 ? 0 : numbers.get(0);
    int to = numbers.get(numbers.size() == 1 ? 0 : 1);
    int step = numbers.size() == 3 ? numbers.get(2) : 1;
    if (step <= 0 || to - from > 1000) {
      return Optional.empty();
    }
    List<PythonValue> items = new ArrayList<>();
    for (int i = from; i < to; i += step) {
      items.add(new Num(line, BigDecimal.valueOf(i), true));
    }
    return Optional.of(new Items(line, Sequence.Kind.LIST, items));
  }

  private Optional<PythonValue> method(Expr.Call call, Expr.Attribute method) {
    PythonValue base = evaluator.apply(method.of());
    String name = method.name();
    if (base instanceof Ref task && (name.equals("s") || name.equals("si"))) {
      Arguments arguments = arguments(call);
      return Optional.of(
          arguments
              .unknown()
              .<PythonValue>map(unknown -> unknown)
              .orElseGet(
                  () ->
                      new Signature(
                          call.line(), task, arguments.positional(), arguments.dict(call.line()))));
    }
    if (base instanceof Ref task && (name.equals("signature") || name.equals("subtask"))) {
      Arguments arguments = arguments(call);
      return Optional.of(
          new Signature(
              call.line(),
              task,
              items(arguments.get(0, "args")),
              dict(call.line(), arguments.get(1, "kwargs"))));
    }
    if (base instanceof Signature && name.equals("set")) {
      return Optional.of(
          new Unknown(
              call.line(), "options set on a signature: .set(...)", "give them as options"));
    }
    if (base instanceof Span span && name.equals("total_seconds")) {
      return Optional.of(new Num(call.line(), span.seconds(), false));
    }
    if (base instanceof Dict && name.equals("copy")) {
      return Optional.of(base);
    }
    return base instanceof Unknown ? Optional.of(base) : Optional.empty();
  }

  private static List<PythonValue> items(Optional<PythonValue> value) {
    return value
        .map(
            found ->
                found instanceof Items items
                    ? items.items()
                    : List.<PythonValue>of(Unknown.of(found.line(), "args")))
        .orElse(List.of());
  }

  private static Dict dict(int line, Optional<PythonValue> value) {
    return value
        .filter(Dict.class::isInstance)
        .map(Dict.class::cast)
        .orElse(new Dict(line, List.of()));
  }

  /** Returns the result of a function of the file whose body says it. */
  private Optional<PythonValue> ofFile(String name, Arguments arguments) {
    Optional<Statement.Block> function = scope.function(name);
    if (function.isEmpty() || depth > 20) {
      return Optional.empty();
    }
    depth++;
    Scope.Names before = scope.save();
    try {
      List<String> parameters = parameters(function.get());
      for (int i = 0; i < parameters.size(); i++) {
        String parameter = parameters.get(i);
        arguments.get(i, parameter).ifPresent(value -> scope.set(parameter, value));
      }
      return function.get().body().stream()
          .filter(Statement.Return.class::isInstance)
          .map(statement -> ((Statement.Return) statement).value())
          .findFirst()
          .map(evaluator);
    } finally {
      scope.restore(before);
      depth--;
    }
  }

  /** Returns the names of the parameters, without their types and defaults. */
  private static List<String> parameters(Statement.Block function) {
    String list = function.header().replaceFirst("(?s)^[^(]*\\(", "").replaceFirst("(?s)\\).*", "");
    return Stream.of(list.split(","))
        .map(parameter -> parameter.strip().replaceFirst("(?s)[^\\w].*", ""))
        .toList();
  }
}
