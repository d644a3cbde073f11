// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputPipeTest {

  private final byte[] buffer = new byte[4];
  private final CapturedOutput captured = new CapturedOutput(100);

  @Test
  void a_look_reads_at_most_one_buffer() {
    OutputPipe pipe =
        new OutputPipe(
            new ByteArrayInputStream("abcdef".getBytes(UTF_8)), captured, Optional.empty());
    assertThat(pipe.drain(buffer)).isTrue();
    assertThat(captured.text()).isEqualTo("abcd");
    pipe.drainAndClose(buffer);
    assertThat(captured.text()).isEqualTo("abcdef");
  }

  @Test
  void an_endless_writer_is_read_only_up_to_the_end() {
    InputStream endless =
        new ByteArrayInputStream("y".repeat(1000).getBytes(UTF_8)) {
          @Override
          public synchronized int available() {
            return 10;
          }
        };
    new OutputPipe(endless, captured, Optional.empty()).drainAndClose(buffer);
    assertThat(captured.text()).isEqualTo("yyyyyyyyyy");
  }

  @Test
  void a_pipe_that_breaks_counts_as_empty() throws IOException {
    InputStream broken = new BufferedInputStream(InputStream.nullInputStream());
    broken.close();
    OutputPipe pipe = new OutputPipe(broken, captured, Optional.empty());
    assertThat(pipe.drain(buffer)).isFalse();
    pipe.drainAndClose(buffer);
    assertThat(captured.text()).isEmpty();
  }
}
