// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.task.RouteNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The steps of a real Beat over a real Redis; only the clock is simulated, so who drives it says
 * when Quartz fires and when the reconciler looks. Confined to one thread.
 */
public final class SimulatedBeat implements AutoCloseable {

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ClConfig config;
  private final Celeryroot celeryroot;
  private final BeatSteps steps;
  private final ProducerTemplate template;

  /**
   * Starts it.
   *
   * @param clock what it takes for the time
   */
  public SimulatedBeat(ClConfig config, InstantSource clock) {
    this.config = config;
    this.celeryroot = new Celeryroot("cl.yaml");
    try {
      context.disableJMX();
      context.getRegistry().bind("config", config);
      context.getRegistry().bind("clock", InstantSource.class, clock);
      celeryroot.setCamelContext(context);
      steps = new BeatSteps(celeryroot);
      context.addRoutes(routes());
      context.start();
      template = context.createProducerTemplate();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private RouteBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        errorHandler(noErrorHandler());
        for (String schedule : config.schedules().keySet()) {
          String route = RouteNames.of(schedule);
          from("direct:beat." + route)
              .process(exchange -> steps.due(route, exchange))
              .process(steps::submitted);
        }
      }
    };
  }

  /** What Quartz does at each minute: it fires what may be due. */
  public void fire(Instant minute) {
    for (Schedule schedule : config.schedules().values()) {
      if (schedule.enabled() && DueInstants.isDue(schedule.cron(), schedule.zone(), minute)) {
        template.send(
            "direct:beat." + RouteNames.of(schedule.name()),
            exchange -> exchange.getMessage().setHeader("scheduledFireTime", Date.from(minute)));
      }
    }
  }

  /** One look of the reconciler at all schedules. */
  public void reconcile() {
    steps.reconcile();
  }

  @Override
  public void close() {
    celeryroot.close();
    context.stop();
  }
}
