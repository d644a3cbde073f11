// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has a test that waits not fail by an exception in a thread of another test, one that runs beside
 * it: Awaitility by itself listens to all threads of the JVM.
 */
public final class OwnFailures implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }
}
