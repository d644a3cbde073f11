// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Sizes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sections as JSON Schema draft-07, in maps and lists. */
public final class SchemaTree {

  private static final Object TEXT = Map.of("type", List.of("string", "number", "boolean"));
  private static final Object PLACEHOLDER = ordered("type", "string", "pattern", "\\$\\{");
  private static final String NAME = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";
  private static final String VARIABLE = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";

  private final Map<String, Object> definitions = new TreeMap<>();

  private SchemaTree() {}

  /** The schema of a file whose top is {@code top}. */
  public static Map<String, Object> of(Section top) {
    SchemaTree tree = new SchemaTree();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "cl.yaml");
    schema.putAll(tree.section(top, false));
    schema.put("definitions", tree.definitions);
    return schema;
  }

  /**
   * Schema of one section.
   *
   * @param partial as in an environment, where nothing is required
   */
  private Map<String, Object> section(Section section, boolean partial) {
    Map<String, Object> properties = new LinkedHashMap<>();
    section.keys().forEach(key -> properties.put(key.name(), property(key, partial)));
    Map<String, Object> schema =
        ordered("description", section.summary(), "type", "object", "additionalProperties", false);
    schema.put("properties", properties);
    List<String> required = section.keys().stream().filter(Key::required).map(Key::name).toList();
    if (!partial && !required.isEmpty()) {
      schema.put("required", required);
    }
    if (!partial && section.name().equals("task")) {
      schema.put(
          "oneOf",
          Stream.of("command", "script", "to")
              .map(key -> Map.of("required", List.of(key)))
              .toList());
    }
    return schema;
  }

  private Map<String, Object> property(Key key, boolean partial) {
    String ending = key.defaultText().isEmpty() ? "" : " Default: " + key.defaultText() + ".";
    Map<String, Object> property = ordered("description", key.meaning() + ending);
    property.putAll(value(key, partial));
    return property;
  }

  private Map<String, Object> value(Key key, boolean partial) {
    Shape shape = key.shape();
    return switch (shape.kind()) {
      case TEXT, PATTERN -> ordered("type", List.of("string", "number", "boolean"));
      case NAME, ZONE -> ordered("type", "string", "minLength", 1);
      case SCRIPT -> ordered("type", "string", "pattern", "\\S");
      case DURATION -> amount(shape, Durations.FORM);
      case SIZE -> amount(shape, Sizes.FORM);
      case WHOLE -> anyOf(number("integer", shape), PLACEHOLDER);
      case DECIMAL -> anyOf(number("number", shape), PLACEHOLDER);
      case WHOLES -> list(anyOf(number("integer", shape), PLACEHOLDER));
      case FLAG -> anyOf(Map.of("type", "boolean"), PLACEHOLDER);
      case CHOICE -> anyOf(Map.of("enum", shape.choices()), PLACEHOLDER);
      case CRON -> pattern("^\\s*(@[A-Za-z]+|[^\\s@]\\S*(\\s+\\S+){4})\\s*$");
      case TEXTS, COMMAND -> list(TEXT);
      case TEXT_MAP -> map(TEXT, VARIABLE);
      case PARAM_VALUES -> map(list(TEXT), VARIABLE);
      case URL -> url();
      case URL_OR_SECTION -> anyOf(url(), reference(shape, partial));
      case SECTION -> reference(shape, partial);
      case NAMED_SECTIONS -> named(key, partial);
    };
  }

  private Map<String, Object> named(Key key, boolean partial) {
    Map<String, Object> map =
        map(reference(key.shape(), partial), key.name().equals("params") ? VARIABLE : NAME);
    if (key.required() && !partial) {
      map.put("minProperties", 1);
    }
    return map;
  }

  private Map<String, Object> reference(Shape shape, boolean partial) {
    Section section = shape.section().orElseThrow();
    boolean part = partial || section.equals(ClYaml.OVERLAY);
    String name = section.name() + (part ? "-in-environment" : "");
    if (!definitions.containsKey(name)) {
      definitions.put(name, Map.of());
      definitions.put(name, section(section, part));
    }
    return ordered("$ref", "#/definitions/" + name);
  }

  private static Map<String, Object> amount(Shape shape, String form) {
    boolean positive = shape.min().orElse(0) > 0;
    return pattern(
        positive
            ? "^" + form.replaceFirst("\\Q[0-9]+\\E", "0*[1-9][0-9]*") + "$"
            : "^" + form + "$");
  }

  private static Map<String, Object> pattern(String pattern) {
    return ordered("type", "string", "pattern", pattern + "|\\$\\{");
  }

  private static Map<String, Object> url() {
    return pattern("^rediss?(\\+(sentinel|cluster))?://[^?#]+$");
  }

  private static Map<String, Object> number(String type, Shape shape) {
    Map<String, Object> number = ordered("type", type);
    shape.min().ifPresent(min -> number.put("minimum", min));
    shape.max().ifPresent(max -> number.put("maximum", max));
    return number;
  }

  private static Map<String, Object> list(Object element) {
    return anyOf(element, ordered("type", "array", "items", element, "minItems", 1));
  }

  private static Map<String, Object> map(Object value, String names) {
    return ordered(
        "type", "object", "additionalProperties", value, "propertyNames", Map.of("pattern", names));
  }

  private static Map<String, Object> anyOf(Object... schemas) {
    return ordered("anyOf", List.of(schemas));
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
