// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Expr;
import io.celeryroot.migrate.python.Statement;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks through the statements of a file and notes the settings that they make. Blocks are walked
 * once, as if they were executed; of branches the first whose truth is not known to be false.
 */
final class SettingsReader {

  private static final int MOST_ROUNDS = 200;

  private final Scope scope;
  private final Evaluator evaluator;
  private final PeriodicTasks periodic;
  private final Settings settings = new Settings();
  private final List<String> conditions = new ArrayList<>();
  private boolean makesApp;

  SettingsReader(Scope scope) {
    this.scope = scope;
    this.evaluator = new Evaluator(scope);
    this.periodic = new PeriodicTasks(scope, evaluator, settings);
  }

  Settings settings() {
    return settings;
  }

  /** Returns true if the file makes a Celery app. */
  boolean makesApp() {
    return makesApp;
  }

  /** Walks through the statements of a file. */
  void walk(List<Statement> statements) {
    nameTasks(statements);
    walk(statements, "");
  }

  /** Notes the tasks of the file first, since code above a task may name it. */
  private void nameTasks(List<Statement> statements) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Block block) {
        if (block.keyword().equals("def")) {
          periodic.name(functionName(block), block);
        }
        nameTasks(block.body());
      }
    }
  }

  private static String functionName(Statement.Block block) {
    return block.header().replaceFirst("(?s)\\W.*", "");
  }

  private void walk(List<Statement> statements, String prefix) {
    int i = 0;
    while (i < statements.size()) {
      Statement statement = statements.get(i++);
      if (statement instanceof Statement.Block block && block.keyword().equals("if")) {
        i = branches(statements, i - 1, prefix);
      } else if (statement instanceof Statement.Block block) {
        block(block, prefix);
      } else if (statement instanceof Statement.Import line) {
        scope.imported(line);
      } else if (statement instanceof Statement.Assign assign) {
        assign(assign, prefix);
      } else if (statement instanceof Statement.Expression expression) {
        expression(expression.value());
      }
    }
  }

  private void block(Statement.Block block, String prefix) {
    switch (block.keyword()) {
      case "def" -> function(block);
      case "class" -> walk(block.body(), functionName(block) + ".");
      case "for" -> loop(block, prefix);
      case "except", "while", "case", "match" -> {
        // Not on the way that a file usually takes.
      }
      default -> walk(block.body(), prefix);
    }
  }

  private void function(Statement.Block block) {
    String name = functionName(block);
    if (periodic.task(name, block)) {
      return;
    }
    scope.function(name, block);
    walk(block.body(), "");
  }

  /** Unrolls a loop over known values. */
  private void loop(Statement.Block block, String prefix) {
    boolean isIn = block.test() instanceof Expr.Binary;
    Expr.Binary in = isIn ? (Expr.Binary) block.test() : null;
    if (in != null
        && in.operator().equals("in")
        && in.left() instanceof Expr.Name name
        && evaluator.value(in.right()) instanceof Items items
        && items.items().size() <= MOST_ROUNDS) {
      for (PythonValue item : items.items()) {
        scope.set(name.id(), item);
        walk(block.body(), prefix);
      }
    } else {
      walk(block.body(), prefix);
    }
  }

  /** Walks through an if with its branches; returns the index after them. */
  private int branches(List<Statement> statements, int first, String prefix) {
    boolean isTaken = false;
    int i = first;
    while (i < statements.size()
        && statements.get(i) instanceof Statement.Block block
        && (i == first || block.keyword().matches("elif|else"))) {
      i++;
      Optional<Boolean> truth = truth(block);
      boolean mayHold = truth.orElse(true);
      if (isTaken && mayHold && touchesSchedule(block.body())) {
        settings.refuse(
            new Unknown(
                block.line(),
                "another branch of a condition that is not evaluated: "
                    + Quote.of((block.keyword() + " " + block.header()).strip()),
                "if this branch holds, import a copy of the file with it alone"));
      } else if (!isTaken && mayHold) {
        isTaken = true;
        branch(block, truth, prefix);
      }
      if (truth.orElse(false)) {
        isTaken = true;
      }
    }
    return i;
  }

  private void branch(Statement.Block block, Optional<Boolean> truth, String prefix) {
    boolean isOpen = truth.isEmpty();
    if (isOpen) {
      conditions.add(block.keyword() + " " + block.header());
    }
    walk(block.body(), prefix);
    if (isOpen) {
      conditions.remove(conditions.size() - 1);
    }
  }

  /** Returns the truth of a branch; empty: not known. */
  private Optional<Boolean> truth(Statement.Block block) {
    if (block.keyword().equals("else")) {
      return Optional.of(true);
    }
    if (block.header().contains("__name__") || block.header().endsWith("TYPE_CHECKING")) {
      return Optional.of(false);
    }
    return Arithmetic.truth(evaluator.value(block.test()));
  }

  /** Returns true if statements would change the schedule. */
  private boolean touchesSchedule(List<Statement> body) {
    SettingsReader other = new SettingsReader(scope);
    other.walk(body, "");
    return !other.settings.schedule().isEmpty() || !other.settings.unknown().isEmpty();
  }

  private void assign(Statement.Assign assign, String prefix) {
    PythonValue value = evaluator.value(assign.value());
    makesApp |= PeriodicTasks.isApp(assign.value());
    PeriodicTasks.broker(assign.value(), evaluator)
        .ifPresent(url -> settings.set("broker_url", url, conditions));
    for (Expr target : assign.targets()) {
      PythonValue now =
          assign.operator().equals("=")
              ? value
              : Arithmetic.value(
                  assign.line(),
                  assign.operator().replace("=", ""),
                  evaluator.value(target),
                  value);
      assign(target, assign.operator(), assign.operator().equals("=") ? now : value, now, prefix);
    }
  }

  private void assign(
      Expr target, String operator, PythonValue given, PythonValue now, String prefix) {
    Optional<String> setting = setting(target);
    if (target instanceof Expr.Name name) {
      scope.set(prefix + name.id(), now);
    }
    if (setting.isPresent() && operator.equals("=")) {
      settings.set(setting.get(), given, List.copyOf(conditions));
    } else if (setting.filter(Settings.SCHEDULE::equals).isPresent()) {
      settings.addAll(given, List.copyOf(conditions));
    } else if (target instanceof Expr.Subscript subscript
        && setting(subscript.of()).filter(Settings.SCHEDULE::equals).isPresent()) {
      PythonValue key = evaluator.value(subscript.index());
      if (key instanceof Text text) {
        settings.add(text.text(), target.line(), given, List.copyOf(conditions));
      } else {
        settings.refuse(Unknown.of(key));
      }
    }
  }

  /** Returns the setting that an expression names: by name, as an attribute, in brackets. */
  private Optional<String> setting(Expr target) {
    if (target instanceof Expr.Name name) {
      return Settings.name(name.id());
    } else if (target instanceof Expr.Attribute attribute) {
      return Settings.name(attribute.name());
    } else if (target instanceof Expr.Subscript subscript
        && evaluator.value(subscript.index()) instanceof Text key
        && setting(subscript.of()).isEmpty()) {
      return Settings.name(key.text());
    }
    return Optional.empty();
  }

  private void expression(Expr expression) {
    if (!(expression instanceof Expr.Call call)) {
      return;
    }
    makesApp |= PeriodicTasks.isApp(call);
    if (!(call.of() instanceof Expr.Attribute method)) {
      return;
    }
    if (method.name().equals("add_periodic_task")) {
      periodic.added(call, List.copyOf(conditions));
    } else if (method.name().matches("update|setdefault")) {
      update(call, method);
    }
  }

  private void update(Expr.Call call, Expr.Attribute method) {
    Calls.Arguments arguments = new Calls(scope, evaluator::value).arguments(call);
    Dict named = arguments.dict(call.line());
    List<String> now = List.copyOf(conditions);
    boolean isSchedule = setting(method.of()).filter(Settings.SCHEDULE::equals).isPresent();
    if (isSchedule) {
      arguments.positional().forEach(value -> settings.addAll(value, now));
      settings.addAll(named, now);
      return;
    }
    List<Dict> dicts = new ArrayList<>();
    arguments.positional().stream()
        .filter(Dict.class::isInstance)
        .forEach(value -> dicts.add((Dict) value));
    dicts.add(named);
    for (Dict dict : dicts) {
      for (Pair pair : dict.pairs()) {
        if (pair.key() instanceof Text key) {
          Settings.name(key.text()).ifPresent(name -> settings.set(name, pair.value(), now));
        }
      }
    }
  }
}
