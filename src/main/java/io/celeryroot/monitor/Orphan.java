// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

/**
 * Something in Redis that belongs to a name which cl.yaml does not have any more.
 *
 * @param kind {@code queue}, {@code host} or {@code schedule}
 * @param name of the queue, list or schedule
 * @param holds in words
 * @param fix in words
 */
public record Orphan(String kind, String name, String holds, String fix) {

  /** Returns all of it on one line. */
  public String text() {
    return kind + " " + name + ": " + holds + "; fix: " + fix;
  }
}
