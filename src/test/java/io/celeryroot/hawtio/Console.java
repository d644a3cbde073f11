// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.hawtio;

import static org.awaitility.Awaitility.await;

import io.celeryroot.redis.embedded.Lifeline;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * The real hawtio console, without its own login, in a Tomcat. It runs in a separate process,
 * because otherwise its MBeans would be among ours.
 */
final class Console implements AutoCloseable {

  private static final Path WAR = Path.of("target/hawtio/hawtio.war").toAbsolutePath();
  private static final String READY = "console at ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final URI address;

  /**
   * Starts the console.
   *
   * @param directory for its files and its log
   */
  Console(Path directory) throws IOException {
    Path log = directory.resolve("console.log");
    process =
        new ProcessBuilder(
                Lifeline.killed(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dhawtio.authenticationEnabled=false",
                        "-Dhawtio.proxyAllowlist=127.0.0.1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Console.class.getName(),
                        directory.toString())))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await("console").atMost(PATIENCE).until(() -> Files.readString(log).contains(READY));
    address =
        URI.create(Files.readString(log).split(READY, 2)[1].lines().findFirst().orElseThrow());
  }

  URI address() {
    return address;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Serves the console until the process ends. */
  public static void main(String[] args) throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(args[0]);
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getHost().setAppBase(args[0]);
    Context context = tomcat.addWebapp("/hawtio", WAR.toString());
    StandardJarScanner scanner = new StandardJarScanner();
    scanner.setScanClassPath(false);
    context.setJarScanner(scanner);
    tomcat.start();
    System.out.println(
        READY + "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/hawtio/");
    tomcat.getServer().await();
  }
}
