// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.task.spawn.Channel;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the chunks of one stream into text for the listener, and holds back a character until all
 * its bytes have arrived.
 */
final class LiveText {

  private static final Logger LOG = LoggerFactory.getLogger(LiveText.class);

  private final Channel channel;
  private final OutputListener listener;
  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer heldBack = ByteBuffer.allocate(0);
  private boolean isListening = true;

  LiveText(Channel channel, OutputListener listener) {
    this.channel = channel;
    this.listener = listener;
  }

  void add(byte[] bytes, int length) {
    ByteBuffer in = ByteBuffer.allocate(heldBack.remaining() + length);
    in.put(heldBack).put(bytes, 0, length).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining());
    decoder.decode(in, out, false);
    heldBack = in.slice();
    send(out);
  }

  void end() {
    CharBuffer out = CharBuffer.allocate(heldBack.remaining() + 1);
    decoder.decode(heldBack, out, true);
    decoder.flush(out);
    send(out);
  }

  private void send(CharBuffer out) {
    String text = out.flip().toString();
    if (text.isEmpty() || !isListening) {
      return;
    }
    try {
      listener.onOutput(channel, text);
    } catch (RuntimeException e) {
      isListening = false;
      LOG.warn("output listener failed and gets no more of {}; the process runs on", channel, e);
    }
  }
}
