// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.notify;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.queue.notify.ReceiverState;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code cl notify list}: receivers, and whether messages arrive. */
@Command(
    description = "Lists the receivers of messages, what waits for them, and the last failure.",
    footer = {"", "Example: cl notify list -o json"})
public final class NotifyListCommand extends RedisCommand {

  /** A receiver with what is on record about it. */
  private record Line(
      String name, List<String> events, String to, long waiting, ReceiverState state) {}

  private static final View<Line> VIEW =
      new View<Line>()
          .column("receiver", "RECEIVER", Line::name)
          .column("on", "ON", Line::events)
          .column("to", "TO", Line::to)
          .column("waiting", "WAITING", Line::waiting)
          .column("sent", "SENT", line -> line.state().sent())
          .column(
              "last_sent",
              "LAST SENT (UTC)",
              line -> time(line.state().lastSent()),
              NotifyListCommand::sent)
          .field("failures", line -> line.state().failures())
          .field("failing_since", line -> time(line.state().failingSince()))
          .column(
              "error",
              "ERROR",
              line -> Optional.of(line.state().error()).filter(text -> !text.isEmpty()),
              NotifyListCommand::error)
          .field("lost", line -> line.state().lost());

  @Override
  protected boolean run(SiteConnection site) {
    NoticeBox box = new NoticeBox(site.redis());
    Map<String, ReceiverState> states = box.receivers();
    Map<String, Long> waiting = box.waiting();
    Receivers receivers = new Receivers(site.config());
    List<Line> lines = new ArrayList<>();
    receivers
        .all()
        .forEach(
            (name, receiver) ->
                lines.add(
                    new Line(
                        name,
                        receiver.on().stream().map(Event::word).toList(),
                        receiver.to().shown(),
                        waiting.getOrDefault(name, 0L),
                        states.getOrDefault(name, ReceiverState.NEW))));
    for (Map.Entry<String, Endpoint> ping : receivers.pings().entrySet()) {
      String name = ping.getKey();
      lines.add(
          new Line(
              name,
              List.of("start", "ok", "fail"),
              ping.getValue().masked(),
              waiting.getOrDefault(name, 0L),
              states.getOrDefault(name, ReceiverState.NEW)));
    }
    console.answer(
        VIEW.documents(lines),
        () ->
            lines.isEmpty()
                ? "nobody is told of anything; to change that: notify: in cl.yaml\n"
                : VIEW.table(lines, console.terminal()));
    return true;
  }

  private static Optional<Instant> time(Instant time) {
    return Optional.of(time).filter(known -> !known.equals(Instant.EPOCH));
  }

  private static Object sent(Line line) {
    return time(line.state().lastSent()).map(Text::utc).orElse("");
  }

  private static Object error(Line line) {
    return line.state().isFailing()
        ? new Cell(Printable.line(line.state().error()), Colour.RED)
        : "";
  }
}
