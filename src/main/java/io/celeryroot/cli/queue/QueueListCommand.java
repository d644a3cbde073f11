// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.view.site.QueueViews;
import picocli.CommandLine.Command;

/** {@code cl queue list}: how many jobs lie where. */
@Command(
    description = {
      "Lists the queues with the jobs that wait, are delayed or claimed.",
      "Names workers of Celery that take jobs from them."
    },
    footer = {
      "",
      "Says on stderr what lies in queues of roles and hosts that the file does not have.",
      "Example: cl queue list -o json"
    })
public final class QueueListCommand extends RedisCommand {

  @Override
  protected boolean run(SiteConnection site) {
    console.answer(QueueViews.QUEUES, site.monitor().queuesAndForeign());
    new Orphans(site.redis(), site.config())
        .find()
        .forEach(orphan -> console.say("cl: " + orphan.text()));
    return true;
  }
}
