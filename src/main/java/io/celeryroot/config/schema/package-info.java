// SPDX-License-Identifier: Apache-2.0
/**
 * The language in which the keys of cl.yaml are defined: keys, sections, types, and the values that
 * are read by them.
 *
 * <p>Knows no key of cl.yaml. Start reading at {@link io.celeryroot.config.schema.Key}, then {@link
 * io.celeryroot.config.schema.Values}.
 */
package io.celeryroot.config.schema;
