// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.log;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.output.OutputPiece.Channel;
import io.celeryroot.text.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints the output of jobs. Confined to one thread. */
public interface LogSink {

  void print(JobView job, LogPart part);

  /** Ends the output of a job. */
  void end(JobView job);

  /**
   * Returns the sink for a format and a number of jobs. One job's output is printed as it is, that
   * of several line by line behind the host's name; programs get an object for each piece.
   */
  static LogSink of(Console console, List<JobView> jobs) {
    if (console.options().format != OutputFormat.table) {
      return new Objects(console);
    }
    return jobs.size() == 1 ? new Plain(console) : new Lines(console, jobs);
  }

  /** The line between two attempts. */
  private static String heading(LogPart part) {
    return "==> attempt " + part.attempt() + " on " + part.host() + " <==";
  }

  private static String label(JobView job) {
    return Printable.line(job.targetLabel().isEmpty() ? job.id() : job.targetLabel());
  }

  /** Copies each stream to the stream of the same name. */
  final class Plain implements LogSink {

    private final Console console;
    private int attempt = 1;

    Plain(Console console) {
      this.console = console;
    }

    @Override
    public void print(JobView job, LogPart part) {
      if (part.attempt() != attempt) {
        attempt = part.attempt();
        console.say(heading(part));
      }
      if (part.isGap()) {
        console.say(part.text());
        return;
      }
      boolean isOut = part.channel() == Channel.STDOUT;
      PrintWriter to = isOut ? console.out() : console.err();
      boolean terminal = isOut ? console.terminal().out() : console.terminal().err();
      to.print(terminal ? Printable.lines(part.text()) : part.text());
      to.flush();
    }

    @Override
    public void end(JobView job) {}
  }

  /** Whole lines as {@code web01 | text}. */
  final class Lines implements LogSink {

    private final Console console;
    private final int width;
    private final Map<String, StringBuilder> unfinished = new LinkedHashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();

    Lines(Console console, List<JobView> jobs) {
      this.console = console;
      this.width = jobs.stream().mapToInt(job -> label(job).length()).max().orElse(0);
    }

    @Override
    public void print(JobView job, LogPart part) {
      if (part.attempt() != attempts.getOrDefault(job.id(), 1)) {
        attempts.put(job.id(), part.attempt());
        finish(job);
        line(job, Channel.STDERR, heading(part));
      }
      if (part.isGap()) {
        finish(job);
        line(job, Channel.STDERR, part.text());
        return;
      }
      StringBuilder text =
          unfinished.computeIfAbsent(key(job, part.channel()), key -> new StringBuilder());
      int known = text.length();
      text.append(part.text());
      int newline = text.indexOf("\n", known);
      int begin = 0;
      while (newline >= 0) {
        line(job, part.channel(), text.substring(begin, newline));
        begin = newline + 1;
        newline = text.indexOf("\n", begin);
      }
      text.delete(0, begin);
    }

    @Override
    public void end(JobView job) {
      finish(job);
    }

    private void finish(JobView job) {
      for (Channel channel : List.of(Channel.STDOUT, Channel.STDERR)) {
        StringBuilder text = unfinished.remove(key(job, channel));
        if (text != null && !text.isEmpty()) {
          line(job, channel, text.toString());
        }
      }
    }

    private static String key(JobView job, Channel channel) {
      return channel.word() + " " + job.id();
    }

    private void line(JobView job, Channel channel, String text) {
      boolean isOut = channel == Channel.STDOUT;
      PrintWriter to = isOut ? console.out() : console.err();
      boolean terminal = isOut ? console.terminal().out() : console.terminal().err();
      to.print(label(job) + " ".repeat(width - label(job).length()) + " | ");
      to.println(terminal ? Printable.lines(text) : text);
      to.flush();
    }
  }

  /** An object for each piece of output. */
  final class Objects implements LogSink {

    private final Console console;

    Objects(Console console) {
      this.console = console;
    }

    @Override
    public void print(JobView job, LogPart part) {
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

    @Override
    public void end(JobView job) {}
  }
}
