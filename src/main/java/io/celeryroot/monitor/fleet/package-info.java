// SPDX-License-Identifier: Apache-2.0
/**
 * The hosts of the file beside those that workers were seen on, and what is wrong at the site.
 * Read-only. Start reading at {@link io.celeryroot.monitor.fleet.FleetReader}.
 */
package io.celeryroot.monitor.fleet;
