// SPDX-License-Identifier: Apache-2.0
/**
 * Runs of workflows in Redis: their states, and their next transitions carried out. Start with
 * {@link io.celeryroot.queue.workflow.WorkflowRuns}.
 */
package io.celeryroot.queue.workflow;
