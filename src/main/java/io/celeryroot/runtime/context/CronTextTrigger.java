// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import java.lang.ref.WeakReference;
import java.text.ParseException;
import java.util.Date;
import org.quartz.CronExpression;
import org.quartz.impl.triggers.CronTriggerImpl;

/**
 * A trigger that parses its expression when an instant is asked for, and forgets what it parsed
 * when memory is collected. Confined to Quartz's store.
 */
final class CronTextTrigger extends CronTriggerImpl {

  private static final long serialVersionUID = 1;

  private final String expression;
  private transient WeakReference<CronExpression> parsed = new WeakReference<>(null);

  /** Takes over everything that a trigger has, and when it fires next. */
  CronTextTrigger(CronTriggerImpl other) {
    this.expression = other.getCronExpression();
    setKey(other.getKey());
    setJobKey(other.getJobKey());
    setDescription(other.getDescription());
    setCalendarName(other.getCalendarName());
    setJobDataMap(other.getJobDataMap());
    setPriority(other.getPriority());
    setMisfireInstruction(other.getMisfireInstruction());
    setTimeZone(other.getTimeZone());
    setStartTime(other.getStartTime());
    setEndTime(other.getEndTime());
    setPreviousFireTime(other.getPreviousFireTime());
    setNextFireTime(other.getNextFireTime());
    setFireInstanceId(other.getFireInstanceId());
  }

  private CronExpression parsed() {
    CronExpression known = parsed.get();
    return known == null ? parse() : known;
  }

  private CronExpression parse() {
    try {
      CronExpression fresh = new CronExpression(expression);
      fresh.setTimeZone(getTimeZone());
      parsed = new WeakReference<>(fresh);
      return fresh;
    } catch (ParseException e) {
      throw new IllegalStateException(expression, e);
    }
  }

  @Override
  public String getCronExpression() {
    return expression;
  }

  @Override
  public String getExpressionSummary() {
    return parsed().getExpressionSummary();
  }

  @Override
  protected Date getTimeAfter(Date after) {
    return parsed().getTimeAfter(after);
  }

  @Override
  protected Date getTimeBefore(Date end) {
    return parsed().getTimeBefore(end);
  }
}
