// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import io.celeryroot.job.JobRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims of this process that are not settled, and what it put on record about them. Thread-safe.
 */
public final class ClaimRegistry {

  private final Map<String, Claim> open = new ConcurrentHashMap<>();
  private final Map<String, JobRecord> begun = new ConcurrentHashMap<>();

  public void add(Claim claim) {
    open.put(claim.token(), claim);
  }

  /** Notes the record that an attempt of the claim was begun with. */
  public void begun(Claim claim, JobRecord record) {
    begun.put(claim.token(), record);
  }

  /** The record that the running attempt was begun with; empty: none was. */
  public Optional<JobRecord> begun(Claim claim) {
    return Optional.ofNullable(begun.get(claim.token()));
  }

  public void remove(Claim claim) {
    open.remove(claim.token());
    begun.remove(claim.token());
  }

  public List<Claim> all() {
    return List.copyOf(open.values());
  }

  public boolean isOpen(String token) {
    return open.containsKey(token);
  }
}
