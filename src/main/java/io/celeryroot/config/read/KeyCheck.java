// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.keys.Key;
import io.celeryroot.config.keys.Section;
import java.util.List;

/** Whether a map has the keys of its section: none unknown, none missing. */
final class KeyCheck {

  private KeyCheck() {}

  static void check(Reading reading, Node.Entries map, Section section) {
    for (Node.Entry entry : map.entries()) {
      if (section.key(entry.name()).isEmpty()) {
        unknown(reading, map, entry.key(), section);
      }
    }
    for (Key key : section.keys()) {
      if (key.required() && map.entry(key.name()).isEmpty()) {
        reading.report(
            map.owner().map(Node.class::cast).orElse(map),
            "missing-key",
            "no key \"" + key.name() + "\", need " + key.shape().kind().label(),
            Fix.say("add \"" + key.name() + ":\""));
      }
    }
  }

  /** What stands behind a misspelt key may be what the right key keeps secret. */
  private static void hideValue(Reading reading, Node.Entries map, Node.Text key, Section section) {
    boolean telling = key.text().matches("(?i).*(pass|secret|token|key|auth|cred).*");
    boolean near =
        Suggestions.nearest(key.text(), section.keyNames())
            .filter(List.of("env", "params", "default", "redis", "url")::contains)
            .isPresent();
    if (telling || near) {
      map.entry(key.text()).map(Node.Entry::value).ifPresent(reading::hide);
    }
  }

  private static String parent(Node.Text key) {
    return key.path().equals(key.text())
        ? ""
        : key.path().substring(0, key.path().length() - key.text().length() - 1);
  }

  private static void unknown(Reading reading, Node.Entries map, Node.Text key, Section section) {
    Node.Text at = new Node.Text(key.place(), parent(key), key.text(), key.style());
    String later = section.later().get(key.text());
    if (later != null) {
      reading.report(
          at,
          "unsupported-key",
          "this version does not have " + Quote.of(key.text()),
          Fix.say(later));
      return;
    }
    hideValue(reading, map, key, section);
    List<String> free =
        section.keyNames().stream().filter(name -> map.entry(name).isEmpty()).toList();
    reading.report(
        at,
        "unknown-key",
        "unknown key " + Quote.of(key.text()) + Suggestions.listed("keys", section.keyNames()),
        Fix.suggest(key, Suggestions.nearest(key.text(), free)));
  }
}
