// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.celery;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Optional;

/** The place and the form of a parameter's value in a message for Celery's workers. */
public enum CeleryValue {
  /** Text, by the name of the parameter. */
  TEXT(""),
  /** The value that its JSON means, by the name of the parameter. */
  JSON("JSON"),
  /** The positional arguments, a list in JSON. */
  ARGS("a list in JSON"),
  /** Further arguments by name, an object in JSON. */
  KWARGS("an object in JSON");

  private final String form;

  CeleryValue(String form) {
    this.form = form;
  }

  /**
   * Checks a value; an empty one stands for none.
   *
   * @return the form that it should have; empty: it has it
   */
  public Optional<String> missing(String value) {
    return value.isEmpty() || isOfForm(value) ? Optional.empty() : Optional.of(form);
  }

  private boolean isOfForm(String value) {
    return switch (this) {
      case TEXT -> true;
      case JSON -> JsonFormat.firstToken(value).isPresent();
      case ARGS -> JsonFormat.firstToken(value).filter(JsonToken.START_ARRAY::equals).isPresent();
      case KWARGS ->
          JsonFormat.firstToken(value).filter(JsonToken.START_OBJECT::equals).isPresent();
    };
  }
}
