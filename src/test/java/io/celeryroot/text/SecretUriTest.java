// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretUriTest {

  @ParameterizedTest
  @CsvSource({
    "https://hooks.example.org/ops, https://hooks.example.org/ops",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX,"
        + " https://hooks.slack.com/services/T00000000/B00000000/***",
    "https://hc-ping.com/4b825dc6-42cb-6eb9-a060-e54bf8d69288, https://hc-ping.com/***",
    "https://user:pass@h.example.org/x, https://***@h.example.org/x",
    "https://user:p@ss@h.example.org/x, https://***@h.example.org/x",
    "https://h.example.org/x?key=abc&channel=ops, https://h.example.org/x?key=***&channel=ops",
    "https://h.example.org/x?key=${KEY}, https://h.example.org/x?key=${KEY}",
    "https://${USER}@h.example.org/x, https://${USER}@h.example.org/x",
    "smtp://mail.example.org?username=cl&password=pw&to=a@b&from=c@d,"
        + " smtp://mail.example.org?username=***&password=***&to=a@b&from=c@d",
    "direct:told, direct:told",
    "log:told?level=WARN, log:told?level=WARN",
    "hooks.example.org/abcdefghijabcdefghij, hooks.example.org/***"
  })
  void parts_that_may_be_secrets_are_not_shown(String uri, String shown) {
    assertThat(new SecretUri(uri).masked()).isEqualTo(shown);
    assertThat(new SecretUri(uri).hasSecrets()).isEqualTo(!uri.equals(shown));
  }
}
