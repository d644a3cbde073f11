// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

/**
 * One key of cl.yaml.
 *
 * @param name as it is written
 * @param shape what its value looks like
 * @param required whether it must be there
 * @param defaultText the default as cl.yaml would write it; in words when it depends; empty: none
 * @param meaning one or more sentences of Markdown for the reference and for editors
 */
public record Key(String name, Shape shape, boolean required, String defaultText, String meaning) {

  static Key required(String name, Shape shape, String meaning) {
    return new Key(name, shape, true, "", meaning);
  }

  static Key optional(String name, Shape shape, String defaultText, String meaning) {
    return new Key(name, shape, false, defaultText, meaning);
  }
}
