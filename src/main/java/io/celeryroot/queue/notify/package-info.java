// SPDX-License-Identifier: Apache-2.0

/**
 * Messages to people on Redis: what was told, what waits to be sent, who sends it. Knows no Camel
 * and no endpoint. Start with {@link io.celeryroot.queue.notify.NoticeBox}.
 */
package io.celeryroot.queue.notify;
