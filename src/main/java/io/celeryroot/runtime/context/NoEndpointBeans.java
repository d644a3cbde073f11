// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.management.DefaultManagementObjectStrategy;

/**
 * Leaves endpoints out of JMX. The names of their MBeans are URIs in which placeholders are
 * replaced by their values, and jolokia reveals names in a read by pattern, whatever its policy
 * filters. Stateless.
 */
public final class NoEndpointBeans extends DefaultManagementObjectStrategy {

  @Override
  public Object getManagedObjectForEndpoint(CamelContext context, Endpoint endpoint) {
    return null;
  }
}
