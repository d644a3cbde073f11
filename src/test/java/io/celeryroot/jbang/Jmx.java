// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.jbang;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBeans of another process of this user. */
final class Jmx implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private Jmx(JMXConnector connector) throws Exception {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  @SuppressWarnings("BanJNDI") // the address comes from a process of the test
  static Jmx of(Process process) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
    try {
      return new Jmx(
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
    } finally {
      machine.detach();
    }
  }

  private ObjectName consumer(String queue) throws Exception {
    for (ObjectName name :
        beans.queryNames(new ObjectName("org.apache.camel:type=consumers,*"), null)) {
      if (String.valueOf(beans.getAttribute(name, "EndpointUri")).contains(queue)) {
        return name;
      }
    }
    throw new AssertionError("no consumer of " + queue);
  }

  /** Readable attributes of the consumer of a queue: name to type. */
  Map<String, String> attributes(String queue) throws Exception {
    return Stream.of(beans.getMBeanInfo(consumer(queue)).getAttributes())
        .collect(Collectors.toMap(MBeanAttributeInfo::getName, MBeanAttributeInfo::getType));
  }

  Object value(String queue, String attribute) throws Exception {
    return beans.getAttribute(consumer(queue), attribute);
  }

  /** State of the health check: UP or DOWN. */
  String health() throws Exception {
    TreeSet<String> states = new TreeSet<>();
    for (ObjectName name :
        beans.queryNames(new ObjectName("org.apache.camel:type=health,*"), null)) {
      states.add(Boolean.TRUE.equals(beans.getAttribute(name, "Healthy")) ? "UP" : "DOWN");
    }
    return String.join(" ", states);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
