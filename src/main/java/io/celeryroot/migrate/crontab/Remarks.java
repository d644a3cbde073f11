// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.migrate.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The comments of a crontab on their way to a cl.yaml: those right above a job describe it, the
 * others stay comments. Legends of the five fields and what Debian writes into an empty crontab are
 * left out.
 */
final class Remarks {

  private static final Pattern LEGEND =
      Pattern.compile(
          "(?i)(?=.*\\b(?:m|min|minute)\\b)(?=.*\\b(?:h|hour)\\b)"
              + "(?=.*\\b(?:mon|month|mday|dom|day)\\b).*\\b(?:dow|wday|weekday|day-of-week"
              + "|command|cmd|who|week)\\b.*");
  private static final Pattern DRAWING =
      Pattern.compile(
          "(?i)[^\\p{L}\\p{N}]*"
              + "|[^\\p{L}\\p{N}]+(?:minute|hour|day of|day-of|month|weekday).*\\(.*"
              + "|Example of job definition:?|For details see man 4 crontabs"
              + "|(?:[*]\\s+){5}(?:user-name\\s+)?command to be executed");
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "Edit this file to introduce tasks to be run by cron.*"
              + "|/etc/crontab: system-wide crontab.*");

  /** Comments that are not about the next job. */
  private final List<String> loose = new ArrayList<>();

  /** Comments since the last other line. */
  private final List<String> block = new ArrayList<>();

  private boolean isInTemplate;

  void comment(String text) {
    if (LEGEND.matcher(text).matches()) {
      isInTemplate = false;
    } else if (TEMPLATE.matcher(text).matches()) {
      isInTemplate = true;
    } else if (DRAWING.matcher(text).matches()) {
      settle();
    } else if (!isInTemplate) {
      block.add(text);
    }
  }

  /** Takes a comment that is not one of the file. */
  void note(String text) {
    settle();
    loose.add(text);
  }

  /** Ends a block of comments: what follows is not what they are about. */
  void settle() {
    loose.addAll(block);
    block.clear();
  }

  /** Ends a block at a line that is not a comment. */
  void end() {
    isInTemplate = false;
    settle();
  }

  /** Takes the text that describes the job on the next line; empty when there is none. */
  String takeDescription() {
    isInTemplate = false;
    List<String> prose = block.stream().filter(line -> !isJob(line)).toList();
    block.stream().filter(Remarks::isJob).forEach(loose::add);
    block.clear();
    return Task.escaped(String.join(" ", prose));
  }

  /** Takes the other comments. */
  List<String> take() {
    List<String> taken = List.copyOf(loose);
    loose.clear();
    return taken;
  }

  /** Returns true for a job that somebody has turned into a comment. */
  private static boolean isJob(String comment) {
    return CrontabLine.read(comment).stream()
        .anyMatch(
            line ->
                line instanceof CrontabLine.Job job
                    && (job.time().startsWith("@")
                        || job.time().matches("[-0-9*,/~]+ [-0-9*,/~]+ .*")));
  }
}
