// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks ping, uptime and disk_usage. */
class HostFactsIT {

  private static final String SPACE =
      """
      Filesystem           Type     1024-blocks     Used Available Capacity Mounted on
      /dev/vda             ext4       264212084 22654192  83736720      22% /
      /dev/vdb             xfs          1048576   964690     83886      92% /srv/my data
      //box/a 1 2 3 4%     ext4         1048576        0   1048576       0% /odd
      /dev/loop0           squashfs       65536    65536         0     100% /snap/core/1
      tmpfs                tmpfs           1024     1024         0     100% /run
      overlay              overlay    264212084 22654192  83736720      99% /var/lib/docker/overlay2/x
      portal               fuse.portal        0        0         0        - /run/user/1000/doc
      """;

  private static final String INODES =
      """
      Filesystem           Type        Inodes   IUsed    IFree IUse% Mounted on
      /dev/vda             ext4      16777216 1677721 15099495   10% /
      /dev/vdb             xfs            100      97        3   97% /srv/my data
      //box/a 1 2 3 4%     ext4             0       0        0     - /odd
      """;

  @TempDir Path home;
  private Host host;

  @BeforeEach
  void a_host() throws Exception {
    host = Host.in(home);
  }

  private void disks() throws Exception {
    host.has("df", "df").state("space", SPACE).state("inodes", INODES);
  }

  @Test
  void ping_prints_host_kernel_time_and_user() throws Exception {
    Host.Result result = host.real("ping", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .matches(
            "host: +\\S+\nkernel: +Linux \\S+ \\S+\ntime: +\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\nuser: +\\S+\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void uptime_prints_boot_time_and_load() throws Exception {
    Host.Result result = host.real("uptime", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .matches(
            "booted: +\\d{4}-\\S+Z\nup: +\\d+ d \\d\\d:\\d\\d h\nload: +[\\d.]+ [\\d.]+ [\\d.]+ \\(1, 5, 15 min\\)\ncpus: +\\d+\n");
  }

  @Test
  void disk_usage_of_this_machine_names_its_root() throws Exception {
    Host.Result result = host.real("disk_usage", Map.of());

    assertThat(result.exit()).as(result.err()).isZero();
    assumeTrue(!result.out().startsWith("no local file system"), "this machine has no local disk");
    assertThat(result.out())
        .startsWith("TYPE ")
        .containsPattern("(?m)% +(\\d+%|-) +/")
        .doesNotContain("tmpfs");
  }

  @Test
  void disk_usage_shows_disks_and_nothing_else() throws Exception {
    disks();

    Host.Result result = host.run("disk_usage", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            TYPE           SIZE      USED      FREE   USE INODES  MOUNTED ON
            ext4        252.0GB    21.6GB    79.9GB   22%    10%  /
            xfs           1.0GB   942.1MB    81.9MB   92%    97%  /srv/my data
            ext4          1.0GB       0KB     1.0GB    0%      -  /odd
            """);
  }

  @Test
  void a_file_system_above_max_fails_the_task() throws Exception {
    disks();

    Host.Result result = host.run("disk_usage", Map.of("max", "90"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            /srv/my data: 92% of the space is used, 81.9MB free; limit 90%
            /srv/my data: 97% of the inodes are used; limit 90%
            """);
  }

  @Test
  void max_itself_is_accepted_and_full_inodes_count() throws Exception {
    disks();

    assertThat(host.run("disk_usage", Map.of("max", "97")).exit()).isZero();
    assertThat(host.run("disk_usage", Map.of("max", "96")).exit()).isEqualTo(1);
  }

  @Test
  void a_file_system_that_df_cannot_read_is_not_passed_over() throws Exception {
    disks();
    host.state("complaint", "df: /data: Input/output error\n");

    Host.Result result = host.run("disk_usage", Map.of());

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.out()).contains("/srv/my data");
    assertThat(result.err()).contains("df: /data: Input/output error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "abc", "1000", "$(touch pwned)", "1;x", " 1"})
  void a_max_that_is_no_percentage_is_refused(String max) throws Exception {
    Host.Result result = host.runUnchecked("disk_usage", Map.of("max", max));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(host.work()).isEmptyDirectory();
  }
}
