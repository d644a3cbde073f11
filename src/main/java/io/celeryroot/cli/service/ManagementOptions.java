// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.runtime.management.ManagementSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the management port. A password is never one of them: {@code ps} shows those. */
final class ManagementOptions {

  private static final String USER = "CL_MANAGEMENT_USER";
  private static final String PASSWORD = "CL_MANAGEMENT_PASSWORD";

  @Option(
      names = "--management-port",
      order = 21,
      paramLabel = "PORT",
      description = {
        "Serve health, metrics and JMX over HTTP on this port; 0: on any free one (default: nowhere)."
      })
  private Integer port;

  @Option(
      names = "--management-host",
      order = 22,
      paramLabel = "ADDRESS",
      description = {
        "Address of that port (default: 127.0.0.1). One that other machines reach needs a password:",
        "$CL_MANAGEMENT_PASSWORD, for the user $CL_MANAGEMENT_USER (default: celeryroot)."
      })
  private String host;

  @Option(
      names = "--management-password-file",
      order = 23,
      paramLabel = "FILE",
      description = "Reads that password from the first line of a file instead.")
  private Path passwordFile;

  boolean isGiven() {
    return port != null || host != null || passwordFile != null;
  }

  Optional<ManagementSettings> settings(Console console) {
    if (port == null) {
      if (isGiven()) {
        throw CommandFailure.wrongCommandLine(
            "cl: --management-host and --management-password-file go with --management-port only");
      }
      return Optional.empty();
    }
    if (port < 0 || port > 65_535) {
      throw CommandFailure.wrongCommandLine(
          "cl: --management-port " + port + "; need 1 to 65535, or 0 for any free one");
    }
    InetAddress address = address();
    Optional<Login> login = login(console);
    if (login.isEmpty() && ManagementSettings.needsLogin(address)) {
      throw CommandFailure.wrongCommandLine(
          """
          cl: --management-host %s: other machines reach it, and there is no password
              fix: set %s, or give --management-password-file"""
              .formatted(host, PASSWORD));
    }
    return Optional.of(new ManagementSettings(address, port, login));
  }

  private InetAddress address() {
    String name = host == null ? ManagementSettings.DEFAULT_HOST : host;
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --management-host \"%s\": no such address; fix: one of this machine, or 0.0.0.0 for all"
              .formatted(name));
    }
  }

  private Optional<Login> login(Console console) {
    Optional<String> password =
        passwordFile == null
            ? Optional.ofNullable(console.env().get(PASSWORD)).filter(text -> !text.isEmpty())
            : Optional.of(read(console.directory().resolve(passwordFile)));
    String user = console.env().getOrDefault(USER, Login.DEFAULT_USER);
    if (user.isEmpty() || user.contains(":")) {
      throw CommandFailure.wrongCommandLine(
          "cl: " + USER + " is \"" + user + "\"; need a name without \":\"");
    }
    return password.map(text -> new Login(user, text));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file)
          .lines()
          .findFirst()
          .filter(line -> !line.isEmpty())
          .orElseThrow(
              () ->
                  CommandFailure.wrongCommandLine(
                      "cl: " + file + ": no password in its first line"));
    } catch (IOException e) {
      throw CommandFailure.notFoundOut("cl: " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
