// SPDX-License-Identifier: Apache-2.0
/**
 * Drawings as rectangles and texts: pure, from values to marks. Start reading at {@link
 * io.celeryroot.web.draw.Day}.
 */
package io.celeryroot.web.draw;
