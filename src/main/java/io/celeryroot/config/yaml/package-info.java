// SPDX-License-Identifier: Apache-2.0
/**
 * YAML text as a tree of positioned nodes, and problems that point into it. The only package that
 * uses the YAML parser.
 *
 * <p>Knows the records of {@code config}, but no key of cl.yaml. Start reading at {@link
 * io.celeryroot.config.yaml.TreeBuilder}, then {@link io.celeryroot.config.yaml.Reading}.
 */
package io.celeryroot.config.yaml;
