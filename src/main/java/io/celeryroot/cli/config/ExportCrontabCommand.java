// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.migrate.export.CrontabExport;
import io.celeryroot.migrate.export.Exported;
import io.celeryroot.view.View;
import picocli.CommandLine.Command;

/** {@code cl config export-crontab}: the schedules of a host as a crontab. */
@Command(
    description = {
      "Prints the schedules of a host as a file for /etc/cron.d.",
      "What cron does not know stands there as a comment. A schedule that it cannot run as it is"
          + " meant is left out; the exit code is 1 then.",
      "The output holds the values of env: and of secret parameters."
    },
    footer = {"", "Example: cl config export-crontab web01 > cl.cron"})
public final class ExportCrontabCommand extends ExportCommand {

  private static final View<Exported> EXPORTED =
      new View<Exported>().field("crontab", Exported::text).field("left_out", Exported::leftOut);

  @Override
  protected boolean run() {
    Exported exported = CrontabExport.of(schedules(), head());
    console.answer(EXPORTED, exported, exported::text);
    return isComplete(exported.leftOut());
  }
}
