// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.runtime.management.Certificate;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.runtime.management.ManagementSettings;
import io.celeryroot.web.Operations;
import io.celeryroot.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the management port. A password is never one of them: {@code ps} shows those. */
final class ManagementOptions {

  private static final String USER = "CL_MANAGEMENT_USER";

  /** Port of a dashboard that needs no option, if it is free. */
  private static final int DEFAULT_PORT = 8642;

  private static final String PASSWORD = "CL_MANAGEMENT_PASSWORD";

  @Option(
      names = "--management-port",
      order = 21,
      paramLabel = "PORT",
      description = {
        "Serve the dashboard, health, metrics and JMX over HTTP on this port; 0: on any free one",
        "(default: nowhere; the dashboard of cl up and cl web: 8642 or any free one)."
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

  @Option(
      names = "--management-cert-file",
      order = 24,
      paramLabel = "FILE",
      description = {
        "Serve that port over TLS with the certificate of a PEM file, and with",
        "the key of --management-key-file."
      })
  private Path certificate;

  @Option(
      names = "--management-key-file",
      order = 25,
      paramLabel = "FILE",
      description = "The key of that certificate: PEM, PKCS #8, without a password.")
  private Path key;

  @Option(
      names = "--web-write",
      order = 26,
      description = {
        "Users of the dashboard may act: run, retry, pause, cancel (default: read only). They need",
        "the password of --management-host; cl up makes one and prints it."
      })
  private boolean webWrite;

  @Option(
      names = "--web-readers-file",
      order = 27,
      paramLabel = "FILE",
      description =
          "Logins of users who may only read, and have no JMX: a line USER:PASSWORD for each.")
  private Path readersFile;

  private Optional<RedisSettings> redisInFile = Optional.empty();
  private Optional<Login> made = Optional.empty();

  /**
   * Returns the settings of a dashboard that needs no option: on loopback, and then without JMX.
   */
  ManagementSettings settingsInAnyCase(Console console, Operations operations) {
    boolean isChosen = port != null;
    if (!isChosen) {
      port = free(DEFAULT_PORT) ? DEFAULT_PORT : 0;
    }
    ManagementSettings all = settings(console, operations).orElseThrow();
    return new ManagementSettings(
        all.address(),
        all.port(),
        all.login(),
        all.certificate(),
        all.readers(),
        isChosen,
        all.web());
  }

  /** Remembers the Redis of the file, for which another may stand in. */
  void standInFor(RedisSettings redis) {
    redisInFile = Optional.of(redis);
  }

  /**
   * Makes a password for who may act, if none was given, and says it: everybody on this machine
   * reaches the port.
   */
  void makePassword(Console console) {
    if (webWrite && login(console).isEmpty()) {
      byte[] random = new byte[12];
      new SecureRandom().nextBytes(random);
      made =
          Optional.of(
              new Login(
                  Login.DEFAULT_USER,
                  Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
      console.say(
          "--web-write: log in to the dashboard as %s with %s (until this ends; for a password of"
              + " your own set %s)",
          made.get().user(), made.get().password(), PASSWORD);
    }
  }

  private boolean free(int number) {
    try (ServerSocket probe = new ServerSocket(number, 1, address())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  Optional<ManagementSettings> settings(Console console, Operations operations) {
    CommandFailure.refuseIf(
        port == null
            && (host != null
                || passwordFile != null
                || certificate != null
                || key != null
                || webWrite
                || readersFile != null),
        "cl: --management-host, --management-password-file, --management-cert-file,"
            + " --management-key-file, --web-write and --web-readers-file go with"
            + " --management-port only");
    CommandFailure.refuseIf(
        (certificate == null) != (key == null),
        "cl: --management-cert-file and --management-key-file go together");
    if (port == null) {
      return Optional.empty();
    }
    CommandFailure.refuseIf(
        port < 0 || port > 65_535,
        "cl: --management-port %s; need 1 to 65535, or 0 for any free one",
        port);
    InetAddress address = address();
    Optional<Login> login = login(console).or(() -> made);
    CommandFailure.refuseIf(
        login.isEmpty() && ManagementSettings.needsLogin(address),
        """
        cl: --management-host %s: other machines reach it, and there is no password
            fix: set %s, or give --management-password-file""",
        host,
        PASSWORD);
    CommandFailure.refuseIf(
        login.isEmpty() && webWrite,
        """
        cl: --web-write: everybody on this machine could act, since there is no password
            fix: set %s, or give --management-password-file""",
        PASSWORD);
    List<Login> readers = readers(console);
    CommandFailure.refuseIf(
        login.isEmpty() && !readers.isEmpty(),
        "cl: --web-readers-file: there is no login of who may do more\n    fix: set %s",
        PASSWORD);
    return Optional.of(
        new ManagementSettings(
            address,
            port,
            login,
            files(console),
            readers,
            true,
            new WebSettings(
                webWrite, console.submitter().name().split("@", -1)[0], operations, redisInFile)));
  }

  private Optional<Certificate> files(Console console) {
    return Optional.ofNullable(certificate)
        .map(
            file ->
                new Certificate(
                    console.directory().resolve(file), console.directory().resolve(key)));
  }

  private List<Login> readers(Console console) {
    if (readersFile == null) {
      return List.of();
    }
    List<Login> readers = new ArrayList<>();
    for (String line : lines(console.directory().resolve(readersFile))) {
      int colon = line.indexOf(':');
      CommandFailure.refuseIf(
          colon < 1 || colon == line.length() - 1,
          "cl: %s: line %d is not USER:PASSWORD",
          readersFile,
          readers.size() + 1);
      readers.add(new Login(line.substring(0, colon), line.substring(colon + 1), true));
    }
    return readers;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw CommandFailure.notFoundOut("cl: %s: cannot be read: %s", file, e.getMessage())
          .causedBy(e);
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(host == null ? ManagementSettings.DEFAULT_HOST : host);
    } catch (UnknownHostException e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --management-host \"%s\": no such address; fix: one of this machine, or 0.0.0.0 for all",
          host);
    }
  }

  private Optional<Login> login(Console console) {
    Optional<String> password =
        passwordFile == null
            ? Optional.ofNullable(console.env().get(PASSWORD)).filter(text -> !text.isEmpty())
            : Optional.of(firstLine(console.directory().resolve(passwordFile)));
    String user = console.env().getOrDefault(USER, Login.DEFAULT_USER);
    CommandFailure.refuseIf(
        user.isEmpty() || user.contains(":"),
        "cl: %s is \"%s\"; need a name without \":\"",
        USER,
        user);
    return password.map(text -> new Login(user, text));
  }

  private static String firstLine(Path file) {
    String password = lines(file).stream().findFirst().orElse("");
    CommandFailure.refuseIf(password.isEmpty(), "cl: %s: no password in its first line", file);
    return password;
  }
}
