// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.web.WebSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Ports without TLS, with JMX and a dashboard that is read only. */
public final class ManagementPorts {

  private ManagementPorts() {}

  public static ManagementSettings onLoopback(Optional<Login> login) {
    return new ManagementSettings(
        InetAddress.getLoopbackAddress(),
        0,
        login,
        Optional.empty(),
        List.of(),
        true,
        WebSettings.READ_ONLY);
  }
}
