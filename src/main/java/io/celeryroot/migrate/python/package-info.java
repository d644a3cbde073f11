// SPDX-License-Identifier: Apache-2.0
/**
 * The part of Python's grammar that settings are written in: assignments, calls, literals,
 * operators and blocks. Reads source text and never runs it; what it does not know becomes {@link
 * io.celeryroot.migrate.python.Expr.Other}. Start reading at {@link
 * io.celeryroot.migrate.python.PythonParser}.
 */
package io.celeryroot.migrate.python;
