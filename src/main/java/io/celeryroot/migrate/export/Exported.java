// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import java.util.List;

/**
 * A file for another tool.
 *
 * @param text of the file
 * @param leftOut names of the schedules that it cannot have
 */
public record Exported(String text, List<String> leftOut) {

  public Exported {
    leftOut = List.copyOf(leftOut);
  }
}
