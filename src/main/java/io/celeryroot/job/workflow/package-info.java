// SPDX-License-Identifier: Apache-2.0
/**
 * Runs of workflows, pure: their recorded state, and which transition comes next. Start with {@link
 * io.celeryroot.job.workflow.WorkflowMachine}.
 */
package io.celeryroot.job.workflow;
