// SPDX-License-Identifier: Apache-2.0
/**
 * The part of cl.yaml about signatures: which are asked for, and whose count for what. Knows no
 * cryptography but the form of public keys. Start at {@link
 * io.celeryroot.config.security.Security}.
 */
package io.celeryroot.config.security;
