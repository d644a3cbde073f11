// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import org.quartz.JobPersistenceException;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quartz's store in memory, which keeps cron expressions as text. Parsed, each has sets of all its
 * hours, days and years up to a hundred from now, about 12 KB. Quartz makes it by its name.
 */
public final class QuartzStore extends RAMJobStore {

  /** The logger of Quartz, so that its level counts. */
  @Override
  protected Logger getLog() {
    return LoggerFactory.getLogger(RAMJobStore.class);
  }

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
