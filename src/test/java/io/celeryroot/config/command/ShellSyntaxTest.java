// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellSyntaxTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      value = {
        "echo \"disk is full\" | mail -s report ops@example.com § |",
        "/opt/backup.sh --all >> /var/log/backup.log 2>&1 § >>",
        "job 2>&1 § 2>&1",
        "job >log § >",
        "job>log § >",
        "job &> log § &>",
        "sort < list § <",
        "a && b § &&",
        "a || b § ||",
        "cd /tmp; ls § ;",
        "a ; b § ;",
        "daemon & § &",
        "touch export-$(date +%F).csv § $(",
        "touch export-`date +%F`.csv § `",
        "touch $HOME/marker § $HOME",
        "echo $1 § $1",
        "rm -f /tmp/clean/*.tmp § *",
        "touch ~/marker § ~",
        "cd ~ § ~",
        "LANG=C sort list § LANG=",
      })
  void what_only_a_shell_reads_is_found_at_its_place(String command, String found) {
    UnreadableValue e =
        catchThrowableOfType(UnreadableValue.class, () -> ShellSyntax.refuse(command));
    assertThat(e).as(command).isNotNull();
    assertThat(command.substring(e.offset(), e.offset() + e.length())).isEqualTo(found);
    assertThat(e.rule()).isEqualTo("command-shell");
    assertThat(e).hasMessageStartingWith("no shell reads this ");
    assertThat(e.hint()).contains("script:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grep 'a|b' file",
        "echo \"a | b > c && $HOME * ~\"",
        "echo a\\|b \\* \\$HOME \\~",
        "curl -fsS http://host/path?a=1&b=2",
        "rsync -a ${SOURCE} $${x} {target}",
        "echo 100% a;b price=5 file~ a~b",
        "dd if=/dev/zero of=/tmp/x",
        "mail -s 'costs $5' ops@example.com",
      })
  void what_is_quoted_or_part_of_a_word_stays(String command) {
    assertThat(ShellSyntax.refuse(command)).isEqualTo(command);
  }

  @Test
  void the_first_of_several_is_reported() {
    UnreadableValue e =
        catchThrowableOfType(
            UnreadableValue.class, () -> ShellSyntax.refuse("ls /tmp/* | wc -l > count"));
    assertThat(e.offset()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "echo $HOME, 1=variable",
    "tar czf $DIR/a.tgz /srv, 2=variable",
    "rsync --dir=$TARGET /srv, 1=variable",
    "~/bin/report, 0=home directory",
    "sort list > sorted, 2=operator",
    "job 2>&1, 1=operator",
    "make && make install, 1=operator",
  })
  void words_of_a_list_that_a_shell_would_read_are_doubtful(String words, String doubt) {
    assertThat(ShellSyntax.doubts(List.of(words.split(" ", -1))))
        .extractingFromEntries(entry -> entry.getKey() + "=" + entry.getValue())
        .containsExactly(doubt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sh -c $HOME/run.sh",
        "ssh backup@nas ls > $HOME/list",
        "sudo -u app /bin/bash -c ~/run.sh",
        "awk {print $1}",
        "perl -e print$x",
        "find /tmp -name *.log",
        "grep -c a=b;c",
        "echo {name} $5",
      })
  void words_that_a_program_may_mean_as_they_stand_are_not_doubtful(String words) {
    assertThat(ShellSyntax.doubts(List.of(words.split(" ", -1)))).isEmpty();
  }
}
