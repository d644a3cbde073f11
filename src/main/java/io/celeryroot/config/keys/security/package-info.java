// SPDX-License-Identifier: Apache-2.0
/**
 * The keys of {@code security:}. Start at {@link io.celeryroot.config.keys.security.SecurityKeys}.
 */
package io.celeryroot.config.keys.security;
