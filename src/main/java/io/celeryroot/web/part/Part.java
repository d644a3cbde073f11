// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

/** A part of a page. */
public sealed interface Part permits Said, Rows, Form, Output, Drawing, Pager {}
