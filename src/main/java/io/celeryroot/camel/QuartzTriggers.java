// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The clocks of Beat's routes. */
public final class QuartzTriggers {

  private QuartzTriggers() {}

  /** Fires no more; what a trigger began goes on. */
  public static void rest(CamelContext context) {
    if (context.hasComponent("quartz") instanceof QuartzComponent quartz) {
      try {
        quartz.getScheduler().standby();
      } catch (SchedulerException e) {
        throw new IllegalStateException("stopping the clocks of schedules: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Computes anew when each trigger fires next. Otherwise a trigger would wait after the wall clock
   * was set back, until the clock has reached the old time again.
   */
  public static void rearm(CamelContext context) {
    if (!(context.hasComponent("quartz") instanceof QuartzComponent quartz)) {
      return;
    }
    Scheduler scheduler = quartz.getScheduler();
    try {
      for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
        Trigger trigger = scheduler.getTrigger(key);
        if (trigger instanceof CronTrigger) {
          scheduler.rescheduleJob(key, trigger.getTriggerBuilder().startNow().build());
        }
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("setting the clocks of the schedules: " + e.getMessage(), e);
    }
  }
}
