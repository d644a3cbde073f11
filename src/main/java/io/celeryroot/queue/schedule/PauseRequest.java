// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * A request to pause a schedule.
 *
 * @param until first instant that is due again; empty: until somebody resumes it
 * @param by who asks, such as {@code ann@host1}
 * @param why reason in words; empty: none
 */
public record PauseRequest(Optional<Instant> until, String by, Optional<String> why) {}
