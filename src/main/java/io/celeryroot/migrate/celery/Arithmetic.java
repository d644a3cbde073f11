// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Constant;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Span;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Stream;

/** Operators of Python on known values. */
final class Arithmetic {

  private static final MathContext PRECISION = MathContext.DECIMAL64;
  private static final BigDecimal MOST = new BigDecimal("1e30");

  private static final int MOST_ITEMS = 10_000;
  private static final int LONGEST_TEXT = 1_000_000;

  private Arithmetic() {}

  static PythonValue value(int line, String operator, PythonValue left, PythonValue right) {
    if (operator.equals("or") || operator.equals("and")) {
      return truth(left)
          .map(truth -> truth == operator.equals("or") ? left : right)
          .orElse(left instanceof Unknown ? left : Unknown.of(line, operator));
    }
    if (left instanceof Unknown) {
      return left;
    }
    if (right instanceof Unknown) {
      return right;
    }
    return known(line, operator, left, right)
        .orElseGet(() -> Unknown.of(line, "... " + operator + " ..."));
  }

  private static Optional<PythonValue> known(
      int line, String operator, PythonValue left, PythonValue right) {
    if (left instanceof Num a && right instanceof Num b) {
      return numbers(line, operator, a, b);
    }
    if (left instanceof Span a && right instanceof Span b) {
      return numbers(line, operator, num(a), num(b)).map(Arithmetic::asSpan);
    }
    boolean isScaled = operator.equals("*") || operator.equals("/") || operator.equals("//");
    if (left instanceof Span a && right instanceof Num b && isScaled) {
      return numbers(line, operator, num(a), b).map(Arithmetic::asSpan);
    }
    if (left instanceof Num a && right instanceof Span b && operator.equals("*")) {
      return numbers(line, operator, a, num(b)).map(Arithmetic::asSpan);
    }
    if (left instanceof Text a && right instanceof Text b) {
      return texts(line, operator, a.text(), b.text());
    }
    if (left instanceof Items a
        && right instanceof Items b
        && operator.equals("+")
        && a.items().size() + b.items().size() <= MOST_ITEMS) {
      return Optional.of(
          new Items(
              line, a.kind(), Stream.concat(a.items().stream(), b.items().stream()).toList()));
    }
    if (left instanceof Dict a && right instanceof Dict b && operator.equals("|")) {
      return Optional.of(a.with(b));
    }
    return Optional.empty();
  }

  private static Num num(Span span) {
    return new Num(span.line(), span.seconds(), false);
  }

  private static PythonValue asSpan(PythonValue value) {
    return value instanceof Num seconds ? new Span(seconds.line(), seconds.number()) : value;
  }

  private static Optional<PythonValue> texts(int line, String operator, String a, String b) {
    return switch (operator) {
      case "+" ->
          a.length() + b.length() <= LONGEST_TEXT
              ? Optional.of(new Text(line, a + b))
              : Optional.empty();
      case "==" -> Optional.of(new Constant(line, Optional.of(a.equals(b))));
      case "!=" -> Optional.of(new Constant(line, Optional.of(!a.equals(b))));
      default -> Optional.empty();
    };
  }

  private static Optional<PythonValue> numbers(int line, String operator, Num left, Num right) {
    BigDecimal a = left.number();
    BigDecimal b = right.number();
    boolean isWhole = left.isWhole() && right.isWhole();
    if (b.signum() == 0 && (operator.contains("/") || operator.equals("%"))) {
      return Optional.empty();
    }
    Optional<BigDecimal> result =
        switch (operator) {
          case "+" -> Optional.of(a.add(b));
          case "-" -> Optional.of(a.subtract(b));
          case "*" -> Optional.of(a.multiply(b));
          case "/" -> Optional.of(a.divide(b, PRECISION));
          case "//" -> Optional.of(floor(a, b));
          case "%" -> Optional.of(a.subtract(floor(a, b).multiply(b)));
          case "**" -> power(a, b);
          default -> Optional.empty();
        };
    if (result.isPresent()) {
      boolean staysWhole = isWhole && !operator.equals("/");
      return result
          .filter(number -> number.abs().compareTo(MOST) < 0)
          .map(number -> new Num(line, number, staysWhole));
    }
    return switch (operator) {
      case "==" -> truth(line, a.compareTo(b) == 0);
      case "!=" -> truth(line, a.compareTo(b) != 0);
      case "<" -> truth(line, a.compareTo(b) < 0);
      case ">" -> truth(line, a.compareTo(b) > 0);
      case "<=" -> truth(line, a.compareTo(b) <= 0);
      case ">=" -> truth(line, a.compareTo(b) >= 0);
      default -> Optional.empty();
    };
  }

  private static BigDecimal floor(BigDecimal a, BigDecimal b) {
    return a.divide(b, PRECISION).setScale(0, RoundingMode.FLOOR);
  }

  private static Optional<BigDecimal> power(BigDecimal a, BigDecimal b) {
    boolean isSmall = b.signum() >= 0 && b.compareTo(BigDecimal.valueOf(64)) <= 0 && b.scale() <= 0;
    return isSmall ? Optional.of(a.pow(b.intValue(), PRECISION)) : Optional.empty();
  }

  private static Optional<PythonValue> truth(int line, boolean value) {
    return Optional.of(new Constant(line, Optional.of(value)));
  }

  /** Returns the truth of a value; empty when it is not known. */
  static Optional<Boolean> truth(PythonValue value) {
    if (value instanceof Constant constant) {
      return Optional.of(constant.value().orElse(false));
    } else if (value instanceof Text text) {
      return Optional.of(!text.text().isEmpty());
    } else if (value instanceof Num number) {
      return Optional.of(number.number().signum() != 0);
    } else if (value instanceof Items items) {
      return Optional.of(!items.items().isEmpty());
    } else if (value instanceof Dict dict) {
      return Optional.of(!dict.pairs().isEmpty());
    }
    return Optional.empty();
  }
}
