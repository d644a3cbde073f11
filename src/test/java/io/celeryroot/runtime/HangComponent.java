// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** A component of a user, {@code hang:NAME}, whose consumer does not stop before it is let go. */
public final class HangComponent extends DefaultComponent {

  private static volatile CountDownLatch release = new CountDownLatch(1);

  /** Lets all consumers stop, and makes those to come hang again. */
  static void letGo() {
    release.countDown();
    release = new CountDownLatch(1);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new DefaultEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        throw new UnsupportedOperationException("hang: only begins routes");
      }

      @Override
      public Consumer createConsumer(Processor processor) {
        CountDownLatch held = release;
        return new DefaultConsumer(this, processor) {
          @Override
          protected void doStop() throws Exception {
            while (held.getCount() > 0) {
              LockSupport.parkNanos(1_000_000); // Heeds no interrupt.
            }
            super.doStop();
          }
        };
      }
    };
  }
}
