// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SigningPlaces;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** The properties {@code celeryroot.*} of a Camel context, and the cl.yaml that they name. */
record ContextSettings(CamelContext context) {

  /** The name of this host, from {@code celeryroot.hostname} or the machine. */
  String hostname() {
    return property("hostname").orElseGet(ContextSettings::machine);
  }

  /** The name of the worker: its host, unless one host has several. */
  String worker() {
    return property("worker").orElseGet(this::hostname);
  }

  /** The name under which the worker claims. */
  String holder() {
    return WorkerIncarnation.holder(
        worker(), property("generation").map(Integer::parseInt).orElse(1));
  }

  /** Longest time that running jobs may go on after a stop was asked for. */
  Duration grace() {
    return property("graceMillis")
        .map(Long::parseLong)
        .map(Duration::ofMillis)
        .orElse(Duration.ofSeconds(30));
  }

  /**
   * Reads cl.yaml.
   *
   * @throws IllegalArgumentException it has mistakes
   * @throws IllegalStateException the routes were made from another one
   */
  ClConfig read() {
    ReadResult result =
        ConfigReader.read(
            Path.of(property("config").orElse("cl.yaml")),
            System.getenv(),
            property("environment"));
    ClConfig config =
        result
            .config()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        result.problems().stream()
                            .map(ContextSettings::oneLine)
                            .collect(Collectors.joining("\n"))));
    checkRoutes(config);
    return config;
  }

  /**
   * The signatures of this process.
   *
   * @throws io.celeryroot.sign.KeyUnusable its key must not be used
   */
  Seals seals(ClConfig config) {
    return Seals.open(config.security(), System.getenv());
  }

  /** The file with the nonces of this host. */
  Path nonces(ClConfig config) {
    return SigningPlaces.nonces(config.security(), System.getenv());
  }

  /** Routes that somebody wrote by hand have no fingerprint. */
  private void checkRoutes(ClConfig config) {
    URI made = context.getRegistry().lookupByNameAndType("celeryrootRoutes", URI.class);
    String expected = RouteGenerator.fingerprint(config);
    if (made != null && !made.toString().equals(expected)) {
      throw new IllegalStateException(
          "the routes (%s) were not made from %s as it is now (%s); fix: cl generate-routes"
              .formatted(made, config.file(), expected));
    }
  }

  private static String oneLine(Problem problem) {
    return problem.source() + ": " + problem.path() + ": " + problem.message();
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The value of a property; empty: not given, or blank. */
  private Optional<String> property(String name) {
    return context
        .getPropertiesComponent()
        .resolveProperty("celeryroot." + name)
        .filter(value -> !value.isEmpty());
  }
}
