// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import java.nio.file.Path;

/**
 * Files with which a management port speaks TLS.
 *
 * @param certificate PEM, the own certificate first
 * @param key PEM, PKCS #8, without a password
 */
public record Certificate(Path certificate, Path key) {}
