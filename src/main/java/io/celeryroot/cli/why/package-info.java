// SPDX-License-Identifier: Apache-2.0
/** The command {@code cl why}: one answer and the facts behind it. */
package io.celeryroot.cli.why;
