// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Sets up logback by system properties, which {@code cl} sets before anything is logged:
 *
 * <ul>
 *   <li>{@code celeryroot.log}, {@code celeryroot.log.routes}: levels of our code and of all that
 *       belongs to the user; {@code INFO} by default
 *   <li>{@code celeryroot.log.format}: {@code text}, the default, or {@code json}
 *   <li>{@code celeryroot.log.date}: time in a line of text, {@code HH:mm:ss} by default
 *   <li>{@code celeryroot.log.file} and others: see {@link LogAppender}
 * </ul>
 *
 * <p>Logback finds this class by its service file, and skips it where a configuration is given: by
 * {@code logback.configurationFile}, or by {@code logback-test.xml}. It is code since reading a
 * file of XML took a sixteenth of a worker's start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  /** Name of the one appender. */
  static final String APPENDER = "stderr";

  /** Libraries, those of components that a user adds among them. */
  private static final List<String> LIBRARIES =
      List.of(
          "ch.qos",
          "com.amazonaws",
          "com.azure",
          "com.fasterxml",
          "com.hazelcast",
          "com.mchange",
          "com.rabbitmq",
          "com.zaxxer",
          "io.grpc",
          "io.micrometer",
          "io.netty",
          "io.opentelemetry",
          "io.prometheus",
          "io.vertx",
          "net.logstash",
          "org.apache",
          "org.eclipse",
          "org.infinispan",
          "org.jolokia",
          "org.mongodb",
          "org.quartz",
          "org.springframework",
          "reactor",
          "redis.embedded",
          "software.amazon");

  /**
   * Write a stack trace for each lost connection, which {@code io.celeryroot.redis} reports in one
   * line; and a line for each request whose path does not begin with a slash.
   */
  private static final List<String> SILENT =
      List.of("redis.clients.jedis", "io.vertx.ext.web.RoutingContext");

  private final UnaryOperator<String> properties;

  /** Creates a setup that reads the properties of the system. */
  public LogSetup() {
    this(System::getProperty);
  }

  LogSetup(UnaryOperator<String> properties) {
    this.properties = properties;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (isConfiguredByFile()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    setUp(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean isConfiguredByFile() {
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
        || LogSetup.class.getResource("/" + ClassicConstants.TEST_AUTOCONFIG_FILE) != null;
  }

  void setUp(LoggerContext context) {
    setContext(context);
    context.addTurboFilter(started(new SaidByUs()));
    LIBRARIES.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    SILENT.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    context.getLogger("io.celeryroot").setLevel(level("celeryroot.log"));
    // What is left are the routes of the user, and their beans.
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level("celeryroot.log.routes"));
    boolean isText = !"json".equals(properties.apply("celeryroot.log.format"));
    LogAppender appender = new LogAppender(isText);
    appender.setName(APPENDER);
    appender.setEncoder(isText ? textEncoder() : started(new JsonEncoder()));
    root.addAppender(started(appender));
  }

  private Level level(String property) {
    return Level.toLevel(properties.apply(property), Level.INFO);
  }

  private Encoder<ILoggingEvent> textEncoder() {
    String time = Optional.ofNullable(properties.apply("celeryroot.log.date")).orElse("HH:mm:ss");
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(started(new TextLayout(time)));
    encoder.setCharset(UTF_8);
    return started(encoder);
  }

  private <T extends ContextAware & LifeCycle> T started(T part) {
    part.setContext(context);
    part.start();
    return part;
  }
}
