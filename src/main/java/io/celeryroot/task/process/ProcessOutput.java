// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.spawn.Channel;
import io.celeryroot.task.spawn.OutputSink;
import java.util.EnumMap;
import java.util.Map;

/** The output of one process: kept within its limit, and told to its listener. */
final class ProcessOutput implements OutputSink {

  private final Map<Channel, CapturedOutput> captured = new EnumMap<>(Channel.class);
  private final Map<Channel, LiveText> live = new EnumMap<>(Channel.class);

  ProcessOutput(ProcessSpec spec) {
    for (Channel channel : Channel.values()) {
      captured.put(channel, new CapturedOutput(spec.maxOutputBytes()));
      spec.listener().ifPresent(listener -> live.put(channel, new LiveText(channel, listener)));
    }
  }

  @Override
  public void add(Channel channel, byte[] bytes, int length) {
    captured.get(channel).add(bytes, length);
    if (live.containsKey(channel)) {
      live.get(channel).add(bytes, length);
    }
  }

  /** Tells the listener what was held back of a last character. */
  void end() {
    live.values().forEach(LiveText::end);
  }

  String text(Channel channel) {
    return captured.get(channel).text();
  }

  boolean isCut() {
    return captured.values().stream().anyMatch(CapturedOutput::isCut);
  }
}
