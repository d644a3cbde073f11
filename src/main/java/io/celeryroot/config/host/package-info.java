// SPDX-License-Identifier: Apache-2.0
/**
 * Values that cl.yaml gives to single hosts of a role. Pure. Start with {@link
 * io.celeryroot.config.host.HostVars}.
 */
package io.celeryroot.config.host;
