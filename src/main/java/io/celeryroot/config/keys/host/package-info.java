// SPDX-License-Identifier: Apache-2.0
/**
 * Keys about single hosts of a role, and what a file makes of them. Start with {@link
 * io.celeryroot.config.keys.host.HostVarKeys}.
 */
package io.celeryroot.config.keys.host;
