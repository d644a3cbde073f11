// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.bench;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.DueInstants;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The due-instant function: the next instant. */
@State(Scope.Benchmark)
public class DueInstantsBenchmark {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @Param({"0 2 * * *", "0 0 29 2 *"})
  public String text;

  @Benchmark
  public CronExpression parse() {
    return CronExpression.parse(text);
  }

  @Benchmark
  public Optional<Instant> next(Parsed parsed) {
    return DueInstants.next(parsed.cron(text), ZONE, NOW);
  }

  /** The expression, parsed once. */
  @State(Scope.Thread)
  public static class Parsed {

    private CronExpression cron;

    CronExpression cron(String text) {
      if (cron == null) {
        cron = CronExpression.parse(text);
      }
      return cron;
    }
  }
}
