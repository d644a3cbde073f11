// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.notify;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.job.notify.News;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.queue.notify.ReceiverState;
import io.celeryroot.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl notify test}: a message that shows whether a receiver gets any. */
@Command(
    description =
        "Has Beat send a message to a receiver, and says whether it arrived; exit 1 if it did not,"
            + " 3 if no Beat sent it in time.",
    footer = {"", "Example: cl notify test file"})
public final class NotifyTestCommand extends RedisCommand {

  private static final long PATIENCE_NANOS = 45_000_000_000L;
  private static final long PAUSE_MILLIS = 200;

  @Parameters(paramLabel = "RECEIVER", description = "Name as cl notify list shows it.")
  private String receiver;

  @Override
  protected boolean run(SiteConnection site) {
    Set<String> names = new Receivers(site.config()).all().keySet();
    if (!names.contains(receiver)) {
      throw CommandFailure.noSuchThing(
          "cl: no receiver \"%s\"%s\n    see: cl notify list",
          Printable.line(receiver), Suggestion.of(receiver, names));
    }
    NoticeBox box = new NoticeBox(site.redis());
    ReceiverState before = state(box);
    Map<String, String> fields =
        Map.of(
            MessageField.EVENT.key(), "test",
            MessageField.SUBJECT.key(), "a test of cl notify",
            MessageField.TEXT.key(), "a test of cl notify: messages arrive here",
            MessageField.TIME.key(), box.now().toString());
    Notice notice = new Notice(receiver, "test", fields);
    box.tell("test", told -> new News(told, List.of(notice)));
    long started = System.nanoTime();
    while (System.nanoTime() - started < PATIENCE_NANOS) {
      ReceiverState now = state(box);
      if (now.sent() > before.sent()) {
        console.say("arrived");
        return true;
      }
      if (now.failures() != before.failures() && now.isFailing()) {
        console.say("cl: not sent: " + now.error());
        return false;
      }
      pause();
    }
    throw CommandFailure.notFoundOut("cl: no Beat has sent it so far; see: cl worker list");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut("cl: interrupted; the message stays in line");
    }
  }

  private ReceiverState state(NoticeBox box) {
    return box.receivers().getOrDefault(receiver, ReceiverState.NEW);
  }
}
