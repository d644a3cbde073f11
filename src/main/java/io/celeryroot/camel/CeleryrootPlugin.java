// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.camel.notify.Addresses;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Gives each Camel context the beans that generated routes name, and the component {@code
 * redis-queue:}. Camel finds it on the class path, so routes need not name a class. Nothing is made
 * and no file is read before a route needs it.
 */
public final class CeleryrootPlugin implements ContextServicePlugin {

  @Override
  public void load(CamelContext context) {
    ContextParts parts = new ContextParts(context);
    context.addComponent("redis-queue", new RedisQueueComponent(parts::producer, parts::consumer));
    bind(context, "celeryrootFailures", FailureLog.class, parts::failures);
    bind(context, "celeryrootBeat", BeatSteps.class, parts::beat);
    bind(context, "celeryrootWorker", WorkerSteps.class, parts::worker);
    bind(context, "celeryrootNotify", NotifySteps.class, parts::notifySteps);
    context.getPropertiesComponent().addPropertiesFunction(new Addresses(parts::address));
    bind(context, "celeryrootTasks", TaskSteps.class, parts::tasks);
    bind(context, "celeryrootExec", CeleryrootExec.class, parts::exec);
    bind(context, "celeryrootControl", ControlSteps.class, parts::control);
    bind(context, "celeryrootChannel", RedisMessageListenerContainer.class, parts::controlChannel);
    bind(context, "celeryrootRedis", RedisTemplate.class, () -> template(parts));
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopped(CamelContext stopped) {
            parts.close();
          }
        });
  }

  private static StringRedisTemplate template(ContextParts parts) {
    return new StringRedisTemplate(new SharedConnections(parts.redis()));
  }

  private static <T> void bind(
      CamelContext context, String name, Class<T> type, Supplier<? extends T> made) {
    context.getRegistry().bind(name, type, ContextParts.once(made)::get);
  }
}
