// SPDX-License-Identifier: Apache-2.0
/**
 * Answers as tables, JSON and YAML, and times for people, for commands and for pages.
 *
 * <p>Knows no Redis, no cl.yaml and no command. Start reading at {@link io.celeryroot.view.View}.
 */
package io.celeryroot.view;
