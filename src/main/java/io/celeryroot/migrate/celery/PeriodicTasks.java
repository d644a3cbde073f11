// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Ref;
import io.celeryroot.migrate.celery.PythonValue.Signature;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Expr;
import io.celeryroot.migrate.python.Expr.Sequence;
import io.celeryroot.migrate.python.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks and their times in code: {@code @app.task}, {@code @periodic_task} and {@code
 * sender.add_periodic_task(...)}; and the app itself.
 */
final class PeriodicTasks {

  private static final Set<String> OF_ENTRY =
      Set.of("sig", "schedule", "name", "args", "kwargs", "opts", "run_every");

  private final Scope scope;
  private final Evaluator evaluator;
  private final Settings settings;

  PeriodicTasks(Scope scope, Evaluator evaluator, Settings settings) {
    this.scope = scope;
    this.evaluator = evaluator;
    this.settings = settings;
  }

  static boolean isApp(Expr expression) {
    return expression instanceof Expr.Call call && lastName(call.of()).equals("Celery");
  }

  /** Returns the broker that an app is made with. */
  static Optional<PythonValue> broker(Expr expression, Evaluator evaluator) {
    return isApp(expression)
        ? ((Expr.Call) expression)
            .arguments().stream()
                .filter(argument -> argument.name().filter("broker"::equals).isPresent())
                .map(argument -> evaluator.value(argument.value()))
                .findFirst()
        : Optional.empty();
  }

  /** Notes the name of a function that is a task. */
  void name(String function, Statement.Block block) {
    decorator(block)
        .ifPresent(
            decorator ->
                scope.task(
                    function,
                    Optional.ofNullable(arguments(decorator).named().get("name"))
                        .flatMap(PythonValue::asText)));
  }

  /** Takes a function that is a task; returns false for any other function. */
  boolean task(String function, Statement.Block block) {
    Optional<Expr> decorator = decorator(block);
    decorator
        .filter(found -> calledName(found).equals("periodic_task"))
        .ifPresent(found -> periodic(function, block.line(), arguments(found)));
    return decorator.isPresent();
  }

  /** Returns the decorator that makes a function a task. */
  private static Optional<Expr> decorator(Statement.Block block) {
    return block.decorators().stream()
        .filter(decorator -> calledName(decorator).matches("task|shared_task|periodic_task"))
        .findFirst();
  }

  private static String calledName(Expr decorator) {
    return lastName(decorator instanceof Expr.Call call ? call.of() : decorator);
  }

  private Calls.Arguments arguments(Expr decorator) {
    return decorator instanceof Expr.Call call
        ? new Calls(scope, evaluator::value).arguments(call)
        : new Calls.Arguments(List.of(), Map.of(), Optional.empty());
  }

  private void periodic(String function, int line, Calls.Arguments arguments) {
    Map<String, PythonValue> entry = new LinkedHashMap<>();
    entry.put("task", new Ref(line, scope.fullName(function)));
    PythonValue never = Unknown.of(line, "no run_every");
    entry.put("schedule", arguments.get(0, "run_every").orElse(never));
    entry.put("options", options(line, arguments.named()));
    settings.append(new Found(function, line, dict(line, entry), List.of()));
  }

  /** Takes {@code sender.add_periodic_task(schedule, sig, args, kwargs, name, **options)}. */
  void added(Expr.Call call, List<String> conditions) {
    Calls.Arguments arguments = new Calls(scope, evaluator::value).arguments(call);
    int line = call.line();
    PythonValue nothing = Unknown.of(line, "add_periodic_task(...)");
    PythonValue sig = arguments.get(1, "sig").orElse(nothing);
    Map<String, PythonValue> entry = new LinkedHashMap<>();
    entry.put("schedule", arguments.get(0, "schedule").orElse(nothing));
    List<PythonValue> args = new ArrayList<>();
    if (sig instanceof Signature signature) {
      entry.put("task", signature.task());
      args.addAll(signature.args());
      entry.put("kwargs", signature.kwargs());
    } else {
      entry.put("task", sig);
    }
    arguments
        .get(2, "args")
        .filter(Items.class::isInstance)
        .ifPresent(more -> args.addAll(((Items) more).items()));
    arguments.get(3, "kwargs").ifPresent(kwargs -> entry.put("kwargs", kwargs));
    entry.put("args", new Items(line, Sequence.Kind.TUPLE, args));
    entry.put("options", options(line, arguments.named()));
    String name =
        arguments
            .get(4, "name")
            .flatMap(PythonValue::asText)
            .orElseGet(() -> lastPart(entry.get("task")));
    settings.append(new Found(name, line, dict(line, entry), conditions));
  }

  private static PythonValue options(int line, Map<String, PythonValue> named) {
    Map<String, PythonValue> options = new LinkedHashMap<>(named);
    options.keySet().removeAll(OF_ENTRY);
    options.keySet().removeAll(Set.of("bind", "base", "ignore_result", "max_retries", "relative"));
    PythonValue opts = named.get("options");
    options.remove("options");
    Dict all = dict(line, options);
    return opts instanceof Dict more ? all.with(more) : all;
  }

  private static Dict dict(int line, Map<String, PythonValue> values) {
    List<Pair> pairs = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          if (!value.isNone()) {
            pairs.add(new Pair(new Text(line, key), value));
          }
        });
    return new Dict(line, pairs);
  }

  private static String lastPart(PythonValue task) {
    String name =
        task instanceof Ref ref ? ref.name() : task instanceof Text text ? text.text() : "task";
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String lastName(Expr expression) {
    return expression instanceof Expr.Attribute attribute
        ? attribute.name()
        : expression instanceof Expr.Name name ? name.id() : "";
  }
}
