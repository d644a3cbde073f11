// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import java.time.Instant;
import java.util.Date;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

/** A Beat with its real routes, whose Quartz fires when a test says so. Closed by the test. */
public final class DrivenBeat implements AutoCloseable {

  private final CamelProcess camel;

  /** Starts it, and waits for its own first look at all schedules, which the test's would meet. */
  public DrivenBeat(ClConfig config, String host) {
    camel = Contexts.beat(config, host, Contexts.shared(config));
    await("the first look").until(() -> ended("celeryroot.reconcile.start") > 0);
  }

  /** Has Quartz fire the job of a schedule as it would have done at {@code due}; does not wait. */
  public void fire(String schedule, Instant due) {
    Scheduler quartz = camel.context().getComponent("quartz", QuartzComponent.class).getScheduler();
    try {
      quartz.scheduleJob(
          TriggerBuilder.newTrigger()
              .forJob(JobKey.jobKey(schedule, "schedules"))
              .startAt(Date.from(due))
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule()
                      .withMisfireHandlingInstructionIgnoreMisfires())
              .build());
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often a run of the schedule was begun and is over, however it ended. */
  public long firings(String schedule) {
    return ended("beat." + schedule);
  }

  /** How many exchanges of a route are over. */
  private long ended(String name) {
    ManagedRouteMBean route =
        camel
            .context()
            .getCamelContextExtension()
            .getContextPlugin(ManagedCamelContext.class)
            .getManagedRoute(name);
    try {
      return route.getExchangesCompleted() + route.getExchangesFailed();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its context, for routes and calls of the test. */
  public CamelContext context() {
    return camel.context();
  }

  @Override
  public void close() {
    camel.close();
  }
}
