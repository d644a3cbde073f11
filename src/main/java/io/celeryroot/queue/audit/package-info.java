// SPDX-License-Identifier: Apache-2.0
/** The record of what operators did. Start with {@link io.celeryroot.queue.audit.AuditLog}. */
package io.celeryroot.queue.audit;
