// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.text.Quote;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Says that a host is neither in the file nor was seen. */
final class UnknownHost {

  private UnknownHost() {}

  /** Returns hosts on which workers were seen. */
  static Set<String> seen(SiteConnection site) {
    Set<String> seen = new TreeSet<>();
    site.monitor().workers().forEach(worker -> seen.add(worker.heartbeat().host()));
    return seen;
  }

  static CommandFailure failure(SiteConnection site, String host) {
    Collection<String> known = seen(site);
    site.config().roles().values().forEach(role -> known.addAll(role.namedHosts()));
    return CommandFailure.noSuchThing(
        "cl: no host %s in the file, and none was seen%s\n    see: cl config workers",
        Quote.of(host), Suggestion.of(host, known));
  }
}
