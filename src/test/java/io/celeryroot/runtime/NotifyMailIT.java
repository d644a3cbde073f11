// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.testing.TestSite;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages by mail, to a real mail server. */
class NotifyMailIT {

  private GreenMail mail;
  private TestSite site;

  @BeforeEach
  void start() {
    ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    mail = new GreenMail(setup.dynamicPort());
    mail.setUser("cl@example.org", "cl", "s3cret");
    mail.start();
    site =
        TestSite.of(
            """
            workers: {web: {hostnames: [web01]}}
            tasks: {bad: {command: [sh, -c, 'exit 7']}}
            schedules: {s: {every: 2s, task: bad, targets: [web]}}
            notify:
              to: "smtp://127.0.0.1:%d?username=cl&password=s3cret&from=cl@example.org&to=RAW(ops+cl@example.org)"
            """
                .formatted(mail.getSmtp().getPort()));
  }

  @AfterEach
  void stop() {
    site.close();
    mail.stop();
  }

  @Test
  void a_failure_arrives_as_a_mail_with_subject_and_text() throws Exception {
    site.worker("web01");
    site.beat(EngineListener.NONE);

    assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();

    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("s failed on web01");
    assertThat(message.getFrom()[0]).hasToString("cl@example.org");
    assertThat(message.getAllRecipients()[0]).hasToString("ops+cl@example.org");
    assertThat(message.getContentType()).startsWith("text/plain");
    assertThat(message.getContent().toString())
        .startsWith("s failed on web01\r\nweb01: failed (exit 7)\r\nsee: cl task result s-");
  }
}
