// SPDX-License-Identifier: Apache-2.0
/**
 * Orders of operators about queues and hosts, shared through Redis: durable in a hash, told at once
 * on a channel. Start with {@link io.celeryroot.queue.control.Controls}.
 */
package io.celeryroot.queue.control;
