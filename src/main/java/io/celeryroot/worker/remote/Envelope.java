// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import io.celeryroot.queue.pidbox.KombuMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages as kombu reads them. Pure but for a random name of the message. */
final class Envelope {

  private static final String EVENT_EXCHANGE = "celeryev";

  private Envelope() {}

  /** A reply of a worker. */
  static String reply(Broadcast.ReplyTo to, String node, Object reply, long clock) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("ticket", to.ticket());
    headers.put("clock", clock);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(node, reply);
    return KombuMessage.write(body, headers, 1, KombuMessage.REPLY_EXCHANGE, to.client());
  }

  /** An event of a worker. */
  static String event(Map<String, Object> event, String node, String kind) {
    return KombuMessage.write(event, Map.of("hostname", node), 1, EVENT_EXCHANGE, kind);
  }
}
