// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.log;

import io.celeryroot.cli.console.Console;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.output.OutputPiece.Channel;
import io.celeryroot.text.Printable;
import io.celeryroot.view.OutputFormat;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Prints the output of jobs: that of one job as it is, each stream to the stream of the same name;
 * that of several as {@code web01 | line}; for programs an object for each piece. Confined to one
 * thread.
 */
public final class LogPrinter {

  private final Console console;
  private final Predicate<LogPart> wanted;
  private final boolean hasLabels;
  private final int labelWidth;
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, StringBuilder> unfinished = new HashMap<>();

  public LogPrinter(Console console, List<JobView> jobs, Predicate<LogPart> wanted) {
    this.console = console;
    this.wanted = wanted;
    this.hasLabels = jobs.size() != 1;
    this.labelWidth = jobs.stream().mapToInt(job -> label(job).length()).max().orElse(0);
  }

  public void print(JobView job, LogPart part) {
    if (!wanted.test(part)) {
      return;
    }
    if (console.options().format != OutputFormat.table) {
      printObject(job, part);
      return;
    }
    if (part.attempt() != attempts.getOrDefault(job.id(), 1)) {
      attempts.put(job.id(), part.attempt());
      note(job, "==> attempt " + part.attempt() + " on " + part.host() + " <==");
    }
    if (part.isGap()) {
      note(job, part.text());
    } else if (hasLabels) {
      printLines(job, part);
    } else {
      write(part.channel(), part.text());
    }
  }

  /** Ends the output of a job. */
  public void end(JobView job) {
    for (Channel channel : List.of(Channel.STDOUT, Channel.STDERR)) {
      StringBuilder text = unfinished.remove(key(job, channel));
      if (text != null && !text.isEmpty()) {
        printLine(job, channel, text.toString());
      }
    }
  }

  private void printObject(JobView job, LogPart part) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", job.id());
    document.put("host", Optional.of(part.host()).filter(host -> !host.isEmpty()));
    document.put("attempt", part.attempt());
    document.put("stream", part.isGap() ? null : part.channel().word());
    document.put("stored", part.at().map(Instant::toString));
    document.put(part.isGap() ? "gap" : "text", part.text());
    console.out().print(console.options().format.renderOneOfMany(document));
    console.out().flush();
  }

  private void note(JobView job, String text) {
    if (hasLabels) {
      end(job);
      printLine(job, Channel.STDERR, text);
    } else {
      console.say(text);
    }
  }

  private void printLines(JobView job, LogPart part) {
    StringBuilder text =
        unfinished.computeIfAbsent(key(job, part.channel()), key -> new StringBuilder());
    int known = text.length();
    text.append(part.text());
    int begin = 0;
    for (int end = text.indexOf("\n", known); end >= 0; end = text.indexOf("\n", begin)) {
      printLine(job, part.channel(), text.substring(begin, end));
      begin = end + 1;
    }
    text.delete(0, begin);
  }

  private void printLine(JobView job, Channel channel, String text) {
    String label = label(job);
    write(channel, label + " ".repeat(labelWidth - label.length()) + " | " + text + "\n");
  }

  private void write(Channel channel, String text) {
    boolean isOut = channel == Channel.STDOUT;
    PrintWriter to = isOut ? console.out() : console.err();
    boolean isTerminal = isOut ? console.terminal().out() : console.terminal().err();
    to.print(isTerminal ? Printable.lines(text) : text);
    to.flush();
  }

  private static String label(JobView job) {
    return Printable.line(job.targetLabel().isEmpty() ? job.id() : job.targetLabel());
  }

  private static String key(JobView job, Channel channel) {
    return channel.word() + " " + job.id();
  }
}
