// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import io.celeryroot.queue.control.ControlOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A host and its workers.
 *
 * @param name of the host
 * @param roles that the file gives it; of a host that is not in the file, those that it serves
 * @param state what is known of it
 * @param lastSeen newest sign of life
 * @param running jobs that its workers run
 * @param slots jobs that they can run at a time
 * @param file last change of the cl.yaml that its worker runs; empty: unknown
 * @param version of its worker; empty text: unknown
 * @param paused roles of which a worker of it claims no job though no order says so
 * @param order by which its workers claim no job; empty: they claim
 */
public record HostView(
    String name,
    List<String> roles,
    HostState state,
    Optional<Instant> lastSeen,
    int running,
    int slots,
    Optional<Instant> file,
    String version,
    PausedRoles paused,
    Optional<ControlOrder> order) {

  public HostView {
    roles = List.copyOf(roles);
  }

  /** Returns the host with what keeps its workers from claiming. */
  HostView with(PausedRoles otherPaused, Optional<ControlOrder> otherOrder) {
    return new HostView(
        name, roles, state, lastSeen, running, slots, file, version, otherPaused, otherOrder);
  }

  /** Returns true if an operator keeps its workers from claiming some jobs or all. */
  public boolean isHeldBack() {
    return order.isPresent() || pause().isPresent();
  }

  /** Says of which roles a worker of it claims no job, and why; empty: none. */
  public Optional<String> pause() {
    return paused.text(roles);
  }
}
