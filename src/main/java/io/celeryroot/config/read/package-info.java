// SPDX-License-Identifier: Apache-2.0
/**
 * From the text of cl.yaml to records: the only place of Celeryroot that parses YAML.
 *
 * <p>Text becomes a tree of positioned nodes, an environment is laid over it, and one reader for
 * each section turns nodes into records and collects problems. Start reading at {@link
 * io.celeryroot.config.read.FileReading}.
 */
package io.celeryroot.config.read;
