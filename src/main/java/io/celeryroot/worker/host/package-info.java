// SPDX-License-Identifier: Apache-2.0
/**
 * The workers of one host in one process, of its file as it is and as it was. Start reading at
 * {@link io.celeryroot.worker.host.HostWorkers}.
 */
package io.celeryroot.worker.host;
