// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.text.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program was not executed. The message is the reason, for a human reader; nothing was left
 * running.
 */
final class CannotLaunch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_LINE = 128;

  CannotLaunch(String reason) {
    super(reason);
  }

  CannotLaunch(String what, IOException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }

  /** Explains an error of the system about a program that was found before. */
  static String explain(ProcessSpec spec, String systemError) {
    String as = spec.user().map(" as user "::concat).orElse("");
    return "cannot execute "
        + spec.program()
        + as
        + ": "
        + (systemError.equals("No such file or directory")
            ? "the interpreter named in its first line does not exist" + interpreter(spec)
            : systemError);
  }

  /** The first line of a script, if the command tells where it is. */
  private static String interpreter(ProcessSpec spec) {
    if (spec.program().indexOf('/') < 0) {
      return "";
    }
    Path place = spec.workdir().orElse(Path.of("")).resolve(spec.program());
    try (InputStream file = Files.newInputStream(place)) {
      String begin = new String(file.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
      String line = begin.split("\n", 2)[0];
      String told = line.startsWith("#!") ? ": " + Quote.of(line.strip()) : "";
      return line.endsWith("\r")
          ? told + "; its lines end with CR LF, as on Windows; fix: end them with LF: dos2unix"
          : told;
    } catch (IOException e) {
      // The user may, and the worker may not read it.
      return "";
    }
  }
}
