// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Source;

/**
 * The position of a value in the text.
 *
 * @param source line and column of its start
 * @param start code points of the file before it
 * @param end code points of the file up to its end
 * @param length code points on its first line
 */
public record Place(Source source, int start, int end, int length) {}
