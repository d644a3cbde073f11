// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Constant;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Ref;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Expr;
import io.celeryroot.migrate.python.Expr.Sequence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Finds the value of an expression, as far as the file alone tells it. Runs nothing. */
final class Evaluator {

  private final Scope scope;
  private final Calls calls;

  Evaluator(Scope scope) {
    this.scope = scope;
    this.calls = new Calls(scope, this::value);
  }

  PythonValue value(Expr expression) {
    int line = expression.line();
    if (expression instanceof Expr.Text text) {
      return new Text(line, text.value());
    } else if (expression instanceof Expr.Num number) {
      return new Num(line, number.value(), number.isWhole());
    } else if (expression instanceof Expr.Constant constant) {
      return new Constant(line, constant.value());
    } else if (expression instanceof Expr.Name name) {
      return scope.value(name.id()).orElse(new Ref(line, scope.fullName(name.id())));
    } else if (expression instanceof Expr.Attribute attribute) {
      return attribute(attribute);
    } else if (expression instanceof Expr.Subscript subscript) {
      return subscript(subscript);
    } else if (expression instanceof Expr.Call call) {
      return calls.value(call);
    } else if (expression instanceof Sequence sequence) {
      return new Items(line, sequence.kind(), sequence.items().stream().map(this::value).toList());
    } else if (expression instanceof Expr.Dict dict) {
      return dict(dict);
    } else if (expression instanceof Expr.Unary unary) {
      return unary(unary);
    } else if (expression instanceof Expr.Binary binary) {
      return Arithmetic.value(line, binary.operator(), value(binary.left()), value(binary.right()));
    }
    return Unknown.of(line, ((Expr.Other) expression).source());
  }

  private PythonValue attribute(Expr.Attribute attribute) {
    PythonValue base = value(attribute.of());
    if (base instanceof Unknown) {
      return base;
    }
    if (base instanceof Ref ref) {
      return scope
          .value(ref.name() + "." + attribute.name())
          .orElseGet(
              () ->
                  attribute.name().equals("name") && ref.name().contains(".")
                      ? new Text(attribute.line(), ref.name())
                      : new Ref(attribute.line(), ref.name() + "." + attribute.name()));
    }
    return Unknown.of(attribute.line(), "." + attribute.name());
  }

  private PythonValue subscript(Expr.Subscript subscript) {
    PythonValue base = value(subscript.of());
    PythonValue index = value(subscript.index());
    if (base instanceof Dict dict
        && index instanceof Text key
        && dict.get(key.text()).isPresent()) {
      return dict.get(key.text()).get();
    }
    if (base instanceof Items items
        && index instanceof Num at
        && at.isWhole()
        && at.number().signum() >= 0
        && at.number().compareTo(BigDecimal.valueOf(items.items().size())) < 0) {
      return items.items().get(at.number().intValue());
    }
    if (base instanceof Ref ref && ref.name().endsWith("environ") && index instanceof Text name) {
      return Calls.environment(subscript.line(), name.text());
    }
    return base instanceof Unknown ? base : Unknown.of(subscript.line(), "[...]");
  }

  private PythonValue dict(Expr.Dict dict) {
    List<Pair> pairs = new ArrayList<>();
    for (Expr.Pair pair : dict.pairs()) {
      PythonValue value = value(pair.value());
      if (pair.key().isPresent()) {
        pairs.add(new Pair(value(pair.key().get()), value));
      } else if (value instanceof Dict other) {
        pairs.addAll(other.pairs());
      } else {
        PythonValue why = value instanceof Unknown ? value : Unknown.of(value.line(), "**...");
        pairs.add(new Pair(why, why));
      }
    }
    return Dict.of(dict.line(), pairs);
  }

  private PythonValue unary(Expr.Unary unary) {
    PythonValue of = value(unary.of());
    if (of instanceof Num number && !unary.operator().equals("not")) {
      return switch (unary.operator()) {
        case "-" -> new Num(unary.line(), number.number().negate(), number.isWhole());
        case "+" -> number;
        default -> Unknown.of(unary.line(), unary.operator() + "...");
      };
    }
    return unary.operator().equals("not")
        ? Arithmetic.truth(of)
            .<PythonValue>map(truth -> new Constant(unary.line(), java.util.Optional.of(!truth)))
            .orElseGet(() -> of instanceof Unknown ? of : Unknown.of(unary.line(), "not ..."))
        : of instanceof Unknown ? of : Unknown.of(unary.line(), unary.operator() + "...");
  }
}
