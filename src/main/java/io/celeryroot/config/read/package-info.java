// SPDX-License-Identifier: Apache-2.0
/**
 * The ways into cl.yaml: reads it, prints its problems, and writes its schema, its reference page
 * and a first file.
 *
 * <p>Text becomes a tree, an environment is laid over it, and the keys turn it into records. Start
 * reading at {@link io.celeryroot.config.read.ConfigReader}.
 */
package io.celeryroot.config.read;
