// SPDX-License-Identifier: Apache-2.0
/**
 * Channels and lists of kombu's pidbox, by which Celery's clients control workers and watch them.
 * Moves bytes; knows no command.
 */
package io.celeryroot.queue.pidbox;
