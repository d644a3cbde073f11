// SPDX-License-Identifier: Apache-2.0
/**
 * {@code security:} of cl.yaml: whose signatures count for what, and what workers may run. Pure;
 * knows no cryptography but the form of public keys. Start at {@link
 * io.celeryroot.config.security.Security}.
 */
package io.celeryroot.config.security;
