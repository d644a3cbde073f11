// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.view.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

  private final StringWriter err = new StringWriter();

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  private Console console(OutputStream out) {
    return new Console(
        new PrintWriter(out, false, UTF_8),
        new PrintWriter(err),
        new BufferedReader(new StringReader("")),
        Terminal.NONE,
        Map.of(),
        Path.of(""),
        Clock.systemUTC(),
        new GlobalOptions());
  }

  private int exitCode(StandardOutput out, String... args) {
    Console console = console(out);
    return out.checked(Main.run(console, args), console);
  }

  @Test
  void an_answer_that_could_not_be_written_is_told_and_counts_as_not_given() {
    assertThat(exitCode(new StandardOutput(new FullDisk(), () -> false), "--version")).isEqualTo(3);
    assertThat(err)
        .hasToString(
            "cl: standard output: No space left on device; the answer is not complete;"
                + " fix: write it to where there is room"
                + System.lineSeparator());
  }

  @Test
  void a_reader_that_has_read_enough_is_no_failure() {
    assertThat(exitCode(new StandardOutput(new FullDisk(), () -> true), "--version")).isZero();
    assertThat(err).hasToString("");
  }

  @Test
  void the_exit_code_of_a_command_that_failed_stays() {
    StandardOutput out = new StandardOutput(new FullDisk(), () -> false);
    Console console = console(out);
    console.out().print("half an answer");
    console.out().flush();

    assertThat(out.checked(1, console)).isEqualTo(1);
    assertThat(err).asString().contains("not complete");
  }
}
