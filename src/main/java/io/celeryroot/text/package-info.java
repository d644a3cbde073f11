// SPDX-License-Identifier: Apache-2.0
/**
 * Text as people and programs read it: the nearest name, quoting, masking, JSON and YAML, and the
 * exception for a text that cannot be read.
 *
 * <p>Pure functions that use nothing but the JDK and know nothing of this product. Every other
 * package may use them. Start reading at {@link io.celeryroot.text.Quote}.
 */
package io.celeryroot.text;
