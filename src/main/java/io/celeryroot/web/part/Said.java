// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import java.util.List;

/**
 * A heading and sentences.
 *
 * @param heading empty text: none
 * @param lines each with its tone
 */
public record Said(String heading, List<Link> lines) implements Part {

  public Said {
    lines = List.copyOf(lines);
  }

  public static Said of(Tone tone, String line) {
    return new Said("", List.of(new Link(line, tone, "")));
  }
}
