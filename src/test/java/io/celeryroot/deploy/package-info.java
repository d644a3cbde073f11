// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code deploy/}, {@code Dockerfile} and {@code compose.yaml} promise, tried with the real
 * programs where they are there. Each test says what it needs when it is skipped.
 */
package io.celeryroot.deploy;
