// SPDX-License-Identifier: Apache-2.0
/**
 * Workflows as cl.yaml defines them: tasks that run one after the other. Start with {@link
 * io.celeryroot.config.workflow.Workflow}.
 */
package io.celeryroot.config.workflow;
