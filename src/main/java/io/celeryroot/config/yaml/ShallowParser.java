// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Parses YAML and stops where collections are nested too deep for a recursive composer. */
final class ShallowParser implements Parser {

  static final int MAX_DEPTH = 50;

  private final Parser parser;
  private int depth;

  ShallowParser(LoadSettings settings, String yaml) {
    this.parser = new ParserImpl(settings, new StreamReader(settings, yaml));
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public boolean checkEvent(Event.ID id) {
    return parser.checkEvent(id);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    if (event instanceof CollectionStartEvent) {
      depth++;
    } else if (event instanceof CollectionEndEvent) {
      depth--;
    }
    if (depth > MAX_DEPTH) {
      throw new TooDeep();
    }
    return event;
  }

  /** More levels than allowed. */
  static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
