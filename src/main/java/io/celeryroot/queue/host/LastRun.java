// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Duration;
import java.util.Optional;

/**
 * The last job of a task that ran on a host.
 *
 * @param outcome word of its outcome, such as {@code timed out}; empty: none ran
 * @param sinceSuccess time since one ended well; empty: none did
 */
public record LastRun(Optional<String> outcome, Optional<Duration> sinceSuccess) {}
