// SPDX-License-Identifier: Apache-2.0
/**
 * The keys of cl.yaml. Each is one definition with name, type, default, check and meaning; beside
 * the keys of a section stands the method that makes its record.
 *
 * <p>To add a key, define it here, add it to its section, and give its value to the record. Reader,
 * JSON Schema, reference page and {@code cl config show} go by the definition. Start reading at
 * {@link io.celeryroot.config.keys.FileKeys}.
 */
package io.celeryroot.config.keys;
