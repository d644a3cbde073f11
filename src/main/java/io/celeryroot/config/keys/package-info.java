// SPDX-License-Identifier: Apache-2.0
/**
 * Which keys cl.yaml has: names, shapes, defaults and meanings, once for reader, JSON Schema and
 * reference page.
 *
 * <p>Knows the records of {@code config} for their default constants; reads no YAML. Start reading
 * at {@link io.celeryroot.config.keys.ClYaml}.
 */
package io.celeryroot.config.keys;
