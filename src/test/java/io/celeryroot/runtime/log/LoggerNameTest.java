// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggerNameTest {

  private final LoggerName converter = new LoggerName();

  @ParameterizedTest
  @CsvSource({
    "io.celeryroot.beat, beat",
    "org.apache.camel.impl.engine.Route, Route",
    "org.Route, Route",
    "routes/backup.camel.yaml, routes/backup.camel.yaml",
    "iostat.watch, iostat.watch",
    "backup, backup"
  })
  void a_class_is_shown_by_its_last_part_and_other_names_in_full(String name, String shown) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(name);

    assertThat(converter.convert(event)).isEqualTo(shown);
  }
}
