// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --management-port} refuses, before anything is started. */
final class ManagementOptionsTest {

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE).file("empty", "\n");
  }

  @Test
  void an_address_that_other_machines_reach_needs_a_password() {
    for (String mode : new String[] {"--beat", "--worker"}) {
      Cl.Ended ended =
          cl().run("cl.yaml", mode, "--management-port", "0", "--management-host", "0.0.0.0");

      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .contains("other machines reach it, and there is no password", "CL_MANAGEMENT_PASSWORD");
    }
    assertThat(cl().run("up", "--management-port", "0", "--management-host", "::").exitCode())
        .isEqualTo(2);
  }

  @Test
  void a_password_is_read_from_a_file_that_has_one() {
    String[] start = {
      "cl.yaml", "--worker", "--management-port", "0", "--management-password-file"
    };

    Cl.Ended empty = cl().run(append(start, "empty"));
    Cl.Ended missing = cl().run(append(start, "missing"));

    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("no password in its first line");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err()).contains("missing: cannot be read");
  }

  @Test
  void readers_need_one_who_may_do_more_and_a_line_with_a_password() {
    cl().file("readers", "eve:reads\nbob\n");
    String[] start = {"cl.yaml", "--beat", "--management-port", "0", "--web-readers-file"};

    Cl.Ended broken = cl().run(append(start, "readers"));
    Cl.Ended missing = cl().run(append(start, "missing"));
    cl().file("readers", "eve:reads\n");
    Cl.Ended alone = cl().run(append(start, "readers"));

    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err()).contains("readers: line 2 is not USER:PASSWORD");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err()).contains("no login of who may do more", "CL_MANAGEMENT_PASSWORD");
  }

  @Test
  void who_may_act_needs_a_password_and_cl_up_makes_one() {
    for (String[] start :
        new String[][] {
          {"web", "--management-port", "0", "--web-write"},
          {"cl.yaml", "--beat", "--management-port", "0", "--web-write"},
          {"cl.yaml", "--worker", "--management-port", "0", "--web-write"}
        }) {
      Cl.Ended ended = cl().run(start);
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .contains(
              "cl: --web-write: everybody on this machine could act",
              "    fix: set CL_MANAGEMENT_PASSWORD, or give --management-password-file");
    }
    Cl.Ended up = cl().run("up", "--web-write", "--management-port", "65536");
    assertThat(up.err())
        .containsPattern("--web-write: log in to the dashboard as celeryroot with \\S{16} ")
        .contains("need 1 to 65535");
  }

  private static String[] append(String[] words, String last) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }

  @Test
  void ports_and_addresses_that_cannot_be_are_refused() {
    assertThat(cl().run("cl.yaml", "--beat", "--management-port", "65536").err())
        .contains("--management-port 65536; need 1 to 65535");
    assertThat(cl().run("cl.yaml", "--beat", "--management-host", "127.0.0.1").err())
        .contains("go with --management-port only");
    assertThat(
            cl().run("cl.yaml", "--beat", "--management-port", "0", "--management-host", "no such")
                .err())
        .contains("--management-host \"no such\": no such address");
  }

  @Test
  void certificate_and_key_go_together_and_must_be_readable() {
    assertThat(
            cl().run(
                    "cl.yaml",
                    "--beat",
                    "--management-port",
                    "0",
                    "--management-cert-file",
                    "c.pem")
                .err())
        .contains("--management-cert-file and --management-key-file go together");

    Cl.Ended missing =
        cl().run(
                "cl.yaml",
                "--beat",
                "--management-port",
                "0",
                "--management-cert-file",
                "c.pem",
                "--management-key-file",
                "k.pem");

    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err())
        .contains("c.pem: no such file\n    fix: name a certificate and its key in PEM");
  }

  @Test
  void a_port_in_use_is_two_lines_and_exit_code_3() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Cl.Ended ended = cl().run("cl.yaml", "--beat", "--management-port", port);

      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(ended.err().lines()).hasSize(2);
      assertThat(ended.err())
          .startsWith("cl: management port 127.0.0.1:" + port + ": Address already in use")
          .contains("\n    fix: give another --management-port, or 0 for any free one");
    }
  }
}
