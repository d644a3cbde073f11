// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The definitions of a JSON Schema while it is written, and the parts that it is made of. */
public final class Schemas {

  private static final Object SCALAR = Map.of("type", List.of("string", "number", "boolean"));
  private static final Object PLACEHOLDER = Yaml.map("type", "string", "pattern", "\\$\\{");

  private final Map<String, Object> definitions;
  private final boolean partial;

  private Schemas(Map<String, Object> definitions, boolean partial) {
    this.definitions = definitions;
    this.partial = partial;
  }

  public Schemas() {
    this(new TreeMap<>(), false);
  }

  /** Returns schemas of maps in which no key is required, as in an environment. */
  public Schemas partial() {
    return new Schemas(definitions, true);
  }

  public boolean isPartial() {
    return partial;
  }

  public Map<String, Object> definitions() {
    return definitions;
  }

  /** A reference to the definition of that name, which {@code schema} writes when it is new. */
  public Map<String, Object> reference(String name, Function<Schemas, Map<String, Object>> schema) {
    String full = name + (partial ? "-in-environment" : "");
    if (!definitions.containsKey(full)) {
      definitions.put(full, Map.of());
      definitions.put(full, schema.apply(this));
    }
    return Yaml.map("$ref", "#/definitions/" + full);
  }

  public static Map<String, Object> scalar() {
    return Yaml.map("type", List.of("string", "number", "boolean"));
  }

  /** Text that is not empty. */
  public static Map<String, Object> text() {
    return Yaml.map("type", "string", "minLength", 1);
  }

  /** Text that matches {@code pattern}, or that holds a placeholder. */
  public static Map<String, Object> pattern(String pattern) {
    return Yaml.map("type", "string", "pattern", pattern + "|\\$\\{");
  }

  /** A value of {@code schema}, or a text with a placeholder. */
  public static Map<String, Object> orPlaceholder(Map<String, Object> schema) {
    return anyOf(schema, PLACEHOLDER);
  }

  /** An element, or a list of one or more. */
  public static Map<String, Object> list(Object element) {
    return anyOf(element, Yaml.map("type", "array", "items", element, "minItems", 1));
  }

  /** A scalar, or a list of one or more. */
  public static Map<String, Object> scalars() {
    return list(SCALAR);
  }

  public static Map<String, Object> map(Object value, NameRule names) {
    return Yaml.map(
        "type",
        "object",
        "additionalProperties",
        value,
        "propertyNames",
        Map.of("pattern", names.schemaPattern()));
  }

  public static Map<String, Object> anyOf(Object... schemas) {
    return Yaml.map("anyOf", List.of(schemas));
  }
}
