// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.junit.jupiter.api.Test;

/** The policy of jolokia, against what Camel's MBeans have. */
final class JolokiaAccessTest {

  /** Texts that Camel makes itself, and those that are shown as they are written. */
  private static final Set<String> HARMLESS =
      Set.of(
          "BeanClassName",
          "CamelId",
          "CamelManagementName",
          "Description",
          "FirstExchangeCompletedExchangeId",
          "FirstExchangeFailureExchangeId",
          "LastChosenProcessorId",
          "LastExchangeCompletedExchangeId",
          "LastExchangeFailureExchangeId",
          "LastGoodProcessorId",
          "LastLogMessage",
          "LoadBalancerClassName",
          "LoggingLevel",
          "MessageExchangePattern",
          "Mode",
          "ModelLabel",
          "NodePrefixId",
          "NodeType",
          "Note",
          "Operation",
          "ProcessorClassName",
          "ProcessorId",
          "ProcessorName",
          "RejectedPolicy",
          "RouteId",
          "SourceLocation",
          "SourceLocationShort",
          "State",
          "StepId",
          "TimeUnit");

  @Test
  void texts_that_a_route_gives_to_steps_cannot_be_read() throws Exception {
    ObjectName step = new ObjectName("org.apache.camel:context=a,type=processors,name=\"b\"");
    try (InputStream policy = JolokiaAccessTest.class.getResourceAsStream("/jolokia-access.xml")) {
      PolicyRestrictor restrictor = new PolicyRestrictor(policy);
      Set<String> readable = new TreeSet<>(texts().toList());
      readable.removeIf(text -> !restrictor.isAttributeReadAllowed(step, text));

      assertThat(readable).containsExactlyInAnyOrderElementsOf(HARMLESS);
    }
  }

  /** Attributes of steps that are texts. */
  private static Stream<String> texts() {
    return new ClassFileImporter()
        .importPackagesOf(ManagedProcessorMBean.class).stream()
            .filter(type -> type.isAssignableTo(ManagedProcessorMBean.class))
            .flatMap((JavaClass type) -> type.getAllMethods().stream())
            .filter(
                method ->
                    method.getRawReturnType().getBaseComponentType().isEquivalentTo(String.class))
            .filter(method -> method.getRawParameterTypes().isEmpty())
            .map(JavaMethod::getName)
            .filter(name -> name.startsWith("get"))
            .map(name -> name.substring(3));
  }
}
