// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

/** Another live process works under this name on this queue. */
public final class WorkerNameTaken extends RuntimeException {

  private static final long serialVersionUID = 1;

  public WorkerNameTaken(String worker, String queue, String holder) {
    super(
        "worker "
            + worker
            + " queue="
            + queue
            + ": the name is in use by "
            + holder
            + "; stop that worker or start this one with another --hostname");
  }
}
