// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The one appender of our log. Writes to the file that system property {@code celeryroot.log.file}
 * names; without it to systemd's journal, if that reads our stderr, else to stderr. Thread-safe.
 */
final class LogAppender extends OutputStreamAppender<ILoggingEvent> {

  /** Properties that {@code cl} sets before anything is logged. */
  private static final String FILE = "celeryroot.log.file";

  private static final String SIZE = "celeryroot.log.size";
  private static final String DAYS = "celeryroot.log.days";

  private final boolean isText;
  private Optional<Journal> journal = Optional.empty();

  /** Creates the appender; lines of text for people reach the journal field by field. */
  LogAppender(boolean isText) {
    this.isText = isText;
  }

  @Override
  public void start() {
    String file = System.getProperty(FILE);
    if (file != null) {
      setOutputStream(
          new LogFile(
              Path.of(file),
              Long.getLong(SIZE, LogFile.DEFAULT_BYTES),
              Integer.getInteger(DAYS, LogFile.DEFAULT_DAYS),
              Clock.system(ZoneId.systemDefault()),
              System.err));
    } else {
      setOutputStream(ConsoleTarget.SystemErr.getStream());
      journal = isText ? Journal.ofStderr(System.getenv()) : Optional.empty();
    }
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean isTaken =
        journal.isPresent() && isStarted() && journal.get().send(JournalEntry.of(event));
    if (!isTaken) {
      super.append(event);
    }
  }
}
