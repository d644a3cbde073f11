// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WebProcess;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.runtime.management.ManagementSettings;
import io.celeryroot.testing.TestSite;
import io.celeryroot.web.WebSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A site with a dashboard, as {@code cl web} serves it. */
final class DashboardSite implements AutoCloseable {

  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

  private final TestSite site;
  private final WebProcess process;

  private DashboardSite(TestSite site, WebProcess process) {
    this.site = site;
    this.process = process;
  }

  /**
   * Starts a dashboard.
   *
   * @param login of who may act; empty: nobody needs one, and nobody may
   */
  static DashboardSite start(Path directory, String clYaml, Optional<Login> login) {
    TestSite site = TestSite.with(clYaml).in(directory).start();
    List<Login> readers =
        login.isPresent() ? List.of(new Login("eve", "reads", true)) : List.<Login>of();
    WebProcess process =
        Processes.web(
            site.config(),
            new ServiceSettings(
                false,
                Optional.of(
                    new ManagementSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        login,
                        Optional.empty(),
                        readers,
                        true,
                        new WebSettings(
                            login.isPresent(),
                            "local",
                            new CommandOperations(new Cl(directory).console(), CommandTree::run),
                            Optional.empty())))));
    process.start();
    return new DashboardSite(site, process);
  }

  TestSite site() {
    return site;
  }

  /** Address without a slash at its end. */
  URI address() {
    URI management = process.managementAddress().orElseThrow();
    return URI.create("http://" + management.getAuthority());
  }

  /** Address with the login of who may act, as browsers take it. */
  String addressOf(Login login) {
    return "http://%s:%s@%s/".formatted(login.user(), login.password(), address().getAuthority());
  }

  static String token(String page) {
    Matcher token = TOKEN.matcher(page);
    return token.find() ? token.group(1) : "";
  }

  static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.close();
    site.close();
  }
}
