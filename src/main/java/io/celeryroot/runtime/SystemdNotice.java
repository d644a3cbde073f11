// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies systemd of the state of a service with {@code Type=notify}. Uses systemd's own program,
 * because the socket takes datagrams, which Java cannot send.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
 */
final class SystemdNotice {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.systemd");
  private static final int PATIENCE_SECONDS = 10;

  private SystemdNotice() {}

  /** Returns true if systemd waits for notices of this process. */
  static boolean isWanted() {
    return System.getenv("NOTIFY_SOCKET") != null;
  }

  /**
   * Sends one notice. A failure is logged, because systemd then ends the service as never ready.
   *
   * @param assignment such as {@code READY=1}
   */
  static void send(String assignment) {
    try {
      Process process =
          new ProcessBuilder("systemd-notify", assignment)
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        LOG.warn("systemd-notify {}: did not end within {} s", assignment, PATIENCE_SECONDS);
      } else if (process.exitValue() != 0) {
        LOG.warn("systemd-notify {}: exit status {}", assignment, process.exitValue());
      }
    } catch (IOException e) {
      LOG.warn("systemd-notify {}: {}", assignment, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
