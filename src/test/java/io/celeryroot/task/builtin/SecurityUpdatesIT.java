// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task check_security_updates. */
class SecurityUpdatesIT {

  private static final String SOURCES =
      """
       500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
           release v=12,o=Debian,a=stable-security,n=bookworm-security,l=Debian-Security,c=main,b=amd64
      """;

  /**
   * What apt-cache policy prints of: a fix, a fix behind a newer point release, a plain upgrade, a
   * fix that is in.
   */
  private static final String POLICY =
      """
      curl:
        Installed: 7.1-1
        Candidate: 7.1-2
        Version table:
           7.1-2 500
              500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
       *** 7.1-1 500
              500 http://mirror.example/debian bookworm/main amd64 Packages
              100 /var/lib/dpkg/status
      base:
        Installed: 12.1
        Candidate: 12.3
        Version table:
           12.3 500
              500 http://mirror.example/debian bookworm/main amd64 Packages
           12.2 500
              500 http://archive.ubuntu.com/ubuntu jammy-security/main amd64 Packages
       *** 12.1 100
              100 /var/lib/dpkg/status
      vim:
        Installed: 9.0-1
        Candidate: 9.0-2
        Version table:
           9.0-2 500
              500 http://mirror.example/debian bookworm/main amd64 Packages
       *** 9.0-1 100
              100 /var/lib/dpkg/status
      bash:
        Installed: 5.2-2
        Candidate: 5.2-2
        Version table:
       *** 5.2-2 500
              500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
              100 /var/lib/dpkg/status
           5.2-1 500
              500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
      """;

  @TempDir Path home;
  private Host host;

  @BeforeEach
  void a_host() throws Exception {
    host =
        Host.in(home)
            .state("installed", "curl 7.1-1\nbase 12.1\nvim 9.0-1\nbash 5.2-2\n")
            .state("sources", SOURCES)
            .state("policy", POLICY);
  }

  private void apt() throws Exception {
    host.has("apt-get", "package-manager")
        .has("dpkg-query", "dpkg-query")
        .has("apt-cache", "apt-cache");
  }

  @Test
  void apt_lists_security_updates_and_no_others() throws Exception {
    apt();

    Host.Result result = host.run("check_security_updates", Map.of());

    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo("security updates pending: 2\nbase 12.1 -> 12.3\ncurl 7.1-1 -> 7.1-2\n");
  }

  @Test
  void pending_updates_fail_the_task_when_asked_to() throws Exception {
    apt();

    Host.Result result = host.run("check_security_updates", Map.of("fail_when_pending", "yes"));

    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void nothing_pending_is_ok_in_any_case() throws Exception {
    apt();
    host.state("policy", "");

    Host.Result result = host.run("check_security_updates", Map.of("fail_when_pending", "yes"));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("no security updates pending\n");
  }

  @Test
  void lists_that_cannot_be_fetched_make_the_answer_incomplete() throws Exception {
    apt();
    host.state("says-update", "E: Failed to fetch http://x\n").state("exit-update", "100");

    Host.Result result = host.run("check_security_updates", Map.of());

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.out()).contains("curl 7.1-1 -> 7.1-2");
    assertThat(result.err()).contains("E: Failed to fetch http://x", "incomplete");
  }

  @Test
  void a_host_without_a_security_source_is_not_called_up_to_date() throws Exception {
    apt();
    host.state("sources", " 500 http://mirror.example/debian bookworm/main amd64 Packages\n");

    Host.Result result = host.run("check_security_updates", Map.of());

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("no package list comes from a security archive");
  }

  @Test
  void without_root_the_existing_package_lists_are_used() throws Exception {
    apt();
    host.state("user", "celery");

    Host.Result refused = host.run("check_security_updates", Map.of());
    Host.Result asIs = host.run("check_security_updates", Map.of("refresh", "no"));

    assertThat(refused.exit()).isEqualTo(5);
    assertThat(refused.err()).contains("refresh=no");
    assertThat(asIs.exit()).isZero();
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void dnf_lists_security_updates() throws Exception {
    host.has("dnf", "package-manager")
        .state("exit-check-update", "100")
        .state(
            "says-check-update",
            "\ncurl.x86_64    7.76.1-29.el9_4.1    baseos\n\nObsoleting Packages\nold.x86_64 1 baseos\n");

    Host.Result result = host.run("check_security_updates", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo("security updates pending: 1\ncurl.x86_64 -> 7.76.1-29.el9_4.1 (baseos)\n");
    assertThat(host.calls())
        .containsExactly("dnf [-q] [-y] [--refresh] [check-update] [--security]");
  }

  @Test
  void dnf_repositories_without_advisories_are_not_called_up_to_date() throws Exception {
    host.has("dnf", "package-manager");

    Host.Result without = host.run("check_security_updates", Map.of());
    host.state("says-updateinfo", "FEDORA-2026-1 Important/Sec. curl-7-1.x86_64\n");
    Host.Result with = host.run("check_security_updates", Map.of());

    assertThat(without.exit()).isEqualTo(3);
    assertThat(without.err()).contains("no security advisories");
    assertThat(with.exit()).isZero();
  }

  @Test
  void zypper_lists_needed_security_patches() throws Exception {
    host.has("zypper", "package-manager")
        .state(
            "says-list-patches",
            """
            Repository | Name              | Category | Severity  | Interactive | Status | Since | Summary
            -----------+-------------------+----------+-----------+-------------+--------+-------+--------------------
            update     | openSUSE-2026-17  | security | important | ---         | needed | -     | Update for curl
            update     | openSUSE-2026-18  | security | low       | ---         | applied | -    | Update for vim
            """);

    Host.Result result = host.run("check_security_updates", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo("security updates pending: 1\nopenSUSE-2026-17 (important) Update for curl\n");
  }

  @Test
  void a_package_manager_that_fails_is_not_taken_for_no_updates() throws Exception {
    host.has("dnf", "package-manager").state("exit-check-update", "1");
    Host.Result dnf = host.run("check_security_updates", Map.of());
    host.has("zypper", "package-manager").state("exit-list-patches", "7");
    Host.Result zypper = host.run("check_security_updates", Map.of());

    assertThat(dnf.exit()).isEqualTo(3);
    assertThat(zypper.exit()).isEqualTo(3);
    assertThat(dnf.out() + zypper.out()).doesNotContain("no security updates");
  }
}
