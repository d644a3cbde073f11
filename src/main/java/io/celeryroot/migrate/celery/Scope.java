// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.python.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names of a file: values, imports, functions and tasks. */
final class Scope {

  private final String module;
  private final Map<String, PythonValue> values = new HashMap<>();
  private final Map<String, String> imports = new HashMap<>();
  private final Map<String, String> tasks = new HashMap<>();
  private final Map<String, Statement.Block> functions = new HashMap<>();

  /**
   * Starts without names.
   *
   * @param module of the file, such as {@code shop.celery}
   */
  Scope(String module) {
    this.module = module;
  }

  /** The values at some moment. */
  record Names(Map<String, PythonValue> values) {}

  Names save() {
    return new Names(new HashMap<>(values));
  }

  void restore(Names names) {
    values.clear();
    values.putAll(names.values());
  }

  void set(String name, PythonValue value) {
    values.put(name, value);
    imports.remove(name);
  }

  Optional<PythonValue> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Takes a function that may be called for its result. */
  void function(String name, Statement.Block block) {
    functions.put(name, block);
  }

  Optional<Statement.Block> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  /** Takes a function that is a task; without a name of its own it has that of the module. */
  void task(String function, Optional<String> name) {
    tasks.put(function, name.orElse(module + "." + function));
  }

  void imported(Statement.Import line) {
    for (Statement.Imported name : line.names()) {
      if (line.module().isEmpty()) {
        String alias = name.alias().split("[.]", 2)[0];
        imports.put(alias, name.alias().equals(name.name()) ? alias : name.name());
      } else {
        imports.put(name.alias(), absolute(line.module().get()) + "." + name.name());
      }
    }
  }

  /** Resolves the dots in front of a module. */
  private String absolute(String written) {
    String rest = written.replaceFirst("^[.]+", "");
    int dots = written.length() - rest.length();
    String base = module;
    for (int i = 0; i < dots; i++) {
      base = base.contains(".") ? base.substring(0, base.lastIndexOf('.')) : "";
    }
    return dots == 0 || base.isEmpty() ? rest : rest.isEmpty() ? base : base + "." + rest;
  }

  /** Returns the full name of a name without a value. */
  String fullName(String name) {
    return tasks.getOrDefault(name, imports.getOrDefault(name, name));
  }
}
