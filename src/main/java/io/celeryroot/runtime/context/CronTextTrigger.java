// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import java.text.ParseException;
import java.util.Arrays;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.quartz.CronExpression;
import org.quartz.impl.triggers.CronTriggerImpl;

/**
 * A trigger that keeps its expression as text, and some instants to come. It parses the expression
 * when these are used up, which happens to few of the triggers of one second. Confined to Quartz's
 * store.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks in these.
final class CronTextTrigger extends CronTriggerImpl {

  private static final long serialVersionUID = 1;

  private static final int FEWEST = 2;
  private static final int FEWEST_AFRESH = 8;

  private final String expression;

  /**
   * Instants in ms, one after the other without a gap; replaced as a whole, since copies share it.
   */
  private long[] ahead;

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
    this.ahead =
        other.getNextFireTime() == null
            ? new long[0]
            : instants(other.getNextFireTime(), FEWEST, other::getFireTimeAfter);
  }

  /** Lists an instant and some after it; how many differs between triggers. */
  private long[] instants(Date first, int fewest, UnaryOperator<Date> next) {
    long[] instants = new long[fewest + 1 + Math.floorMod(getKey().hashCode(), fewest)];
    int count = 0;
    for (Date at = first; at != null && count < instants.length; at = next.apply(at)) {
      instants[count++] = at.getTime();
    }
    return Arrays.copyOf(instants, count);
  }

  private CronExpression parse() {
    try {
      CronExpression parsed = new CronExpression(expression);
      parsed.setTimeZone(getTimeZone());
      return parsed;
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
    return parse().getExpressionSummary();
  }

  @Override
  protected Date getTimeAfter(Date after) {
    long time = after.getTime();
    if (ahead.length == 0 || time < ahead[0] || time >= ahead[ahead.length - 1]) {
      CronExpression parsed = parse();
      Date next = parsed.getTimeAfter(after);
      if (next != null) {
        ahead = instants(next, FEWEST_AFRESH, parsed::getTimeAfter);
      }
      return next;
    }
    int found = Arrays.binarySearch(ahead, time);
    return new Date(ahead[found < 0 ? -found - 1 : found + 1]);
  }

  @Override
  protected Date getTimeBefore(Date end) {
    return parse().getTimeBefore(end);
  }
}
