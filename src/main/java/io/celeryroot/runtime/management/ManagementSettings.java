// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.web.WebSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Address of a management port, and the login for it.
 *
 * @param address to listen on
 * @param port 0 to 65535; 0: any free one
 * @param login empty only on loopback, where everybody on this machine has access then
 * @param certificate files for TLS; empty: plain HTTP
 * @param readers logins of others, who may only read
 * @param hasJmx true: JMX is served, too
 * @param web settings of the dashboard
 */
public record ManagementSettings(
    InetAddress address,
    int port,
    Optional<Login> login,
    Optional<Certificate> certificate,
    List<Login> readers,
    boolean hasJmx,
    WebSettings web) {

  public static final String DEFAULT_HOST = "127.0.0.1";

  public ManagementSettings {
    readers = List.copyOf(readers);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no port: " + port);
    }
    if (login.isEmpty() && web.isWritable()) {
      throw new IllegalArgumentException("users may act and there is no login");
    }
    if (login.isEmpty() && needsLogin(address)) {
      throw new IllegalArgumentException(address + " is not loopback and there is no login");
    }
  }

  public ManagementSettings at(int other) {
    return new ManagementSettings(address, other, login, certificate, readers, hasJmx, web);
  }

  /** Returns true if other machines may reach the address. */
  public static boolean needsLogin(InetAddress address) {
    return !address.isLoopbackAddress();
  }
}
