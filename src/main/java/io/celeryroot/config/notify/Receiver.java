// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Source;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code notify:}: where messages go, and about which events.
 *
 * @param name unique in the file and stable: {@code file}, {@code schedule.backup}, {@code
 *     task.install}; the second of a list ends in {@code .2}
 * @param on events, in the order of the file
 * @param to endpoint or task
 * @param every true: each event is told; false: only changes
 * @param body text of the message with names of fields in braces; empty: by the kind of endpoint
 * @param source position
 */
public record Receiver(
    String name, List<Event> on, To to, boolean every, Optional<String> body, Source source) {

  public static final boolean DEFAULT_EVERY = false;

  public Receiver {
    requireNonNull(name, "name");
    requireNonNull(to, "to");
    on = List.copyOf(on);
  }

  /** Target of messages. */
  public sealed interface To {

    /** Returns a text for people, without secrets. */
    String shown();

    /** An endpoint of Camel. */
    record Uri(Endpoint endpoint) implements To {
      @Override
      public String shown() {
        return endpoint.masked();
      }
    }

    /**
     * A run of a task, whose parameters of the names of fields get their values.
     *
     * @param targets roles or host names
     */
    record Task(String task, List<String> targets) implements To {
      public Task {
        targets = List.copyOf(targets);
      }

      @Override
      public String shown() {
        return "task " + task + " on " + String.join(", ", targets);
      }
    }
  }

  public boolean hears(Event event) {
    return on.contains(event);
  }
}
