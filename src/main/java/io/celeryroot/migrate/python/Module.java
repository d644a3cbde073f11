// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import java.util.List;

/** A source file: its statements and its comments, in their order. */
public record Module(List<Statement> statements, List<Comment> comments) {

  public Module {
    statements = List.copyOf(statements);
    comments = List.copyOf(comments);
  }
}
