// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
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

  private final Map<Kind, ModelMBeanInfo> infos = new ConcurrentHashMap<>();

  /** Classes of Camel's managed object and of what it wraps; the latter is null for Camel's own. */
  private record Kind(Class<?> managed, Class<?> wrapped) {}

  SharedBeanInfos(CamelContext context) {
    super(context);
  }

  @Override
  public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name)
      throws JMException {
    Object wrapped = managed instanceof ManagedInstance wrapper ? wrapper.getInstance() : null;
    boolean isOurs = wrapped != null && isResource(wrapped);
    if (!isOurs && !isResource(managed)) {
      return super.assemble(server, managed, name);
    }
    ModelMBeanInfo standard = info(managed, null, name);
    return isOurs
        ? over(
            new MixinRequiredModelMBean(
                info(managed, wrapped, name),
                isMasked(),
                standard,
                over(new RequiredModelMBean(standard), managed)),
            wrapped)
        : over(new MixinRequiredModelMBean(standard, isMasked(), null, null), managed);
  }

  private ModelMBeanInfo info(Object managed, Object wrapped, ObjectName name) throws JMException {
    Kind kind = new Kind(managed.getClass(), wrapped == null ? null : wrapped.getClass());
    ModelMBeanInfo info = infos.get(kind);
    if (info == null) {
      info = assembler.getMBeanInfo(camelContext, managed, wrapped, name.toString());
      infos.put(kind, info);
    }
    return info;
  }

  private static RequiredModelMBean over(RequiredModelMBean bean, Object managed)
      throws JMException {
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
