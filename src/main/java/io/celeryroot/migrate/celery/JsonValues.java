// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Constant;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.migrate.python.Expr.Sequence;
import io.celeryroot.text.Json;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments of a task as the JSON that Celery sends. */
final class JsonValues {

  private JsonValues() {}

  /**
   * Returns JSON on one line.
   *
   * @throws UnreadableValue a value is not known, or JSON has nothing like it
   */
  static String json(PythonValue value) {
    return Json.line(plain(value));
  }

  private static Object plain(PythonValue value) {
    if (value instanceof Text text) {
      return text.text();
    } else if (value instanceof Num number) {
      return number.isWhole() ? number.number().toBigInteger() : number.number();
    } else if (value instanceof Constant constant) {
      return constant.value().orElse(null);
    } else if (value instanceof Items items && items.kind() != Sequence.Kind.SET) {
      List<Object> all = new ArrayList<>();
      items.items().forEach(item -> all.add(plain(item)));
      return all;
    } else if (value instanceof Dict dict) {
      Map<String, Object> all = new LinkedHashMap<>();
      for (Pair pair : dict.pairs()) {
        if (!(pair.key() instanceof Text key)) {
          throw unknown(pair.key());
        }
        all.put(key.text(), plain(pair.value()));
      }
      return all;
    }
    throw unknown(value);
  }

  private static UnreadableValue unknown(PythonValue value) {
    return value instanceof Unknown why
        ? why.mistake()
        : new UnreadableValue(
            "celery-value",
            "an argument that is not a number, text, list or dict: " + value.shown(),
            "write the value itself into a copy of the file");
  }
}
