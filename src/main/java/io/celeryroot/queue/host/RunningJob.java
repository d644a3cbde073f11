// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Instant;

/** A job that a worker runs just now. */
public record RunningJob(String id, String task, Instant started) {}
