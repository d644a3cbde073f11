// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;
import org.apache.camel.support.management.NotificationSenderAdapter;

/**
 * Lets the MBeans of one class share the description of their attributes and operations. Camel
 * creates it for each MBean anew, about 40 KB, and a schedule has about ten MBeans. Thread-safe.
 */
final class SharedBeanInfos extends DefaultManagementMBeanAssembler {

  private final Map<Class<?>, ModelMBeanInfo> infos = new ConcurrentHashMap<>();

  SharedBeanInfos(CamelContext context) {
    super(context);
  }

  @Override
  public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name)
      throws JMException {
    boolean isMixed =
        managed instanceof ManagedInstance wrapper
            && wrapper.getInstance() != null
            && isResource(wrapper.getInstance());
    if (isMixed || !isResource(managed)) {
      return super.assemble(server, managed, name);
    }
    ModelMBeanInfo info = infos.get(managed.getClass());
    if (info == null) {
      info = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
      infos.put(managed.getClass(), info);
    }
    MixinRequiredModelMBean bean = new MixinRequiredModelMBean(info, isMasked(), null, null);
    try {
      bean.setManagedResource(managed, "ObjectReference");
    } catch (InvalidTargetObjectTypeException e) {
      throw new JMException(e.getMessage());
    }
    if (managed instanceof NotificationSenderAware sender) {
      sender.setNotificationSender(new NotificationSenderAdapter(bean));
    }
    return bean;
  }

  private static boolean isResource(Object bean) {
    return bean.getClass().isAnnotationPresent(ManagedResource.class);
  }

  private boolean isMasked() {
    return Boolean.TRUE.equals(camelContext.getManagementStrategy().getManagementAgent().getMask());
  }
}
