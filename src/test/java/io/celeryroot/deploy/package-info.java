// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the promises of {@code deploy/}, {@code Dockerfile} and {@code compose.yaml}, with the
 * real programs if they are installed. A skipped test says what it needs.
 */
package io.celeryroot.deploy;
