// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints what the processes of a failed test have said. */
public final class LogsOnFailure implements AfterTestExecutionCallback {

  private static final ThreadLocal<List<TestSite>> SITES = ThreadLocal.withInitial(ArrayList::new);

  /** The site belongs to the test of this thread. */
  static void of(TestSite site) {
    SITES.get().add(site);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    List<TestSite> sites = SITES.get();
    SITES.remove();
    if (context.getExecutionException().isPresent()) {
      sites.forEach(site -> System.out.println(context.getDisplayName() + "\n" + site.logs()));
    }
  }
}
