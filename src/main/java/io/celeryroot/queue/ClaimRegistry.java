// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.JobRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims of this process that are not settled, and what it put on record about them. Thread-safe.
 */
final class ClaimRegistry {

  private final Map<String, Claim> open = new ConcurrentHashMap<>();
  private final Map<String, JobRecord> begun = new ConcurrentHashMap<>();

  void add(Claim claim) {
    open.put(claim.token(), claim);
  }

  /** Notes the record that an attempt of the claim was begun with. */
  void begun(Claim claim, JobRecord record) {
    begun.put(claim.token(), record);
  }

  /** The record that the running attempt was begun with; empty: none was. */
  Optional<JobRecord> begun(Claim claim) {
    return Optional.ofNullable(begun.get(claim.token()));
  }

  void remove(Claim claim) {
    open.remove(claim.token());
    begun.remove(claim.token());
  }

  List<Claim> all() {
    return List.copyOf(open.values());
  }

  boolean isOpen(String token) {
    return open.containsKey(token);
  }
}
