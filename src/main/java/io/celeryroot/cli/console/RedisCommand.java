// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

/** A command that reads cl.yaml and asks the Redis that the file names. */
public abstract class RedisCommand extends ConsoleCommand {

  @Override
  protected final boolean run() {
    check();
    try (SiteConnection site = SiteConnection.open(console)) {
      return audited(site, () -> run(site));
    }
  }

  /** Refuses options that do not go together, before the file is read. */
  protected void check() {}

  /** Does the work, prints the answer, and returns true for yes or done. */
  protected abstract boolean run(SiteConnection site);
}
