// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.management.DefaultManagementObjectStrategy;

/**
 * Leaves endpoints out of JMX: the names of their MBeans are URIs with the values of placeholders
 * put in, and jolokia gives names to who reads by a pattern, whatever its policy filters.
 * Stateless.
 */
final class NoEndpointBeans extends DefaultManagementObjectStrategy {

  @Override
  public Object getManagedObjectForEndpoint(CamelContext context, Endpoint endpoint) {
    return null;
  }
}
