// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import org.quartz.JobPersistenceException;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * Quartz's store in memory, which keeps cron expressions as text. Parsed, each has sets of all its
 * hours, days and years up to a hundred from now, about 12 KB. Quartz makes it by its name.
 */
public final class QuartzStore extends RAMJobStore {

  @Override
  public void storeTrigger(OperableTrigger trigger, boolean replacesExisting)
      throws JobPersistenceException {
    OperableTrigger kept =
        trigger.getClass() == CronTriggerImpl.class
            ? new CronTextTrigger((CronTriggerImpl) trigger)
            : trigger;
    super.storeTrigger(kept, replacesExisting);
  }
}
