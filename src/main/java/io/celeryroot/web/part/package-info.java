// SPDX-License-Identifier: Apache-2.0
/**
 * The parts that pages are made of, as the templates show them: pure.
 *
 * <p>A part holds plain text; the templates escape it. Start reading at {@link
 * io.celeryroot.web.part.Part}.
 */
package io.celeryroot.web.part;
