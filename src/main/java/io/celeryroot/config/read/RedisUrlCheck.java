// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.RedisSettings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a text is a URL of a Redis; never quotes its password, nor what came from the
 * environment.
 */
final class RedisUrlCheck {

  private static final List<String> SCHEMES =
      List.of(
          "redis",
          "rediss",
          "redis+sentinel",
          "rediss+sentinel",
          "redis+cluster",
          "rediss+cluster");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<login>.*)@)?(?<hosts>[^/@?#]*)(?<path>/[^?#]*)?(?<rest>[?#].*)?");
  private static final Pattern QUERY = Pattern.compile("[?#]");
  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>[0-9]{1,9}))?");

  private final Reading reading;
  private final Value value;

  private RedisUrlCheck(Reading reading, Value value) {
    this.reading = reading;
    this.value = value;
  }

  static boolean check(Reading reading, Value value) {
    return new RedisUrlCheck(reading, value).check();
  }

  private boolean check() {
    Matcher url = SYNTAX.matcher(value.text());
    if (!url.matches()) {
      return wrong(
          "redis-url",
          "not a Redis URL",
          Fix.say("write, for example, \"" + RedisSettings.DEFAULT_URL + "\""));
    }
    String scheme = url.group("scheme");
    if (!SCHEMES.contains(scheme)) {
      return wrong(
          "redis-scheme",
          "no scheme " + Quote.of(scheme) + "; schemes are: " + String.join(", ", SCHEMES),
          schemeFix(scheme));
    }
    if (url.group("login") != null && !checkLogin(url.group("login"))) {
      return false;
    }
    if (url.group("rest") != null) {
      return wrong(
          "redis-url",
          "a Redis URL has no \"?\" and no \"#\"",
          Fix.say("delete what begins there; in a password write %3F and %23"));
    }
    return checkHosts(scheme, url.group("hosts")) && checkPath(scheme, url.group("path"));
  }

  private boolean checkLogin(String login) {
    if (QUERY.matcher(login).find()) {
      return wrong(
          "redis-url",
          "a \"?\" or \"#\" before the \"@\"",
          Fix.say("percent-encode it: in a password write %3F and %23"));
    }
    if (LONE_PERCENT.matcher(login).find()) {
      return wrong(
          "redis-url",
          "a \"%\" without two hexadecimal digits behind it",
          Fix.say("percent-encode it: in a password write %25"));
    }
    return true;
  }

  private boolean checkHosts(String scheme, String hosts) {
    boolean several = scheme.contains("+");
    String[] parts = hosts.split(",", -1);
    if (parts.length > 1 && !several) {
      return wrong(
          "redis-url",
          "several hosts behind " + scheme + "://, need one",
          Fix.say("write redis+sentinel:// or redis+cluster://"));
    }
    for (String part : parts) {
      Matcher host = HOST.matcher(part);
      if (!host.matches()) {
        return wrong(
            "redis-url",
            "no host name where one should be",
            Fix.say("write \"" + scheme + "://host:6379\""));
      }
      if (host.group("port") != null && !isPort(host.group("port"))) {
        return wrong(
            "redis-url",
            "port " + host.group("port") + ", need 1 to 65535",
            Fix.say("write \"6379\", the port of Redis"));
      }
    }
    return true;
  }

  private boolean checkPath(String scheme, String path) {
    String[] parts = path == null ? new String[0] : path.substring(1).split("/", -1);
    boolean sentinel = scheme.endsWith("+sentinel");
    if (sentinel && (parts.length == 0 || parts[0].isEmpty())) {
      return wrong(
          "redis-url", "no master name", Fix.say("write \"redis+sentinel://host:26379/master\""));
    }
    String database = parts.length == 0 ? "" : parts[parts.length - 1];
    boolean tooLong = parts.length > (sentinel ? 2 : 1);
    boolean named = sentinel && parts.length == 1;
    if (tooLong || (!named && !database.matches("[0-9]{0,5}"))) {
      return wrong(
          "redis-url",
          "the path of the URL is not a database number",
          Fix.say("write the number of a database, such as \"/0\""));
    }
    if (scheme.endsWith("+cluster") && !database.isEmpty() && !database.matches("0+")) {
      return wrong(
          "redis-url",
          "database " + database + ", but a cluster has only 0",
          Fix.say("delete the path"));
    }
    return true;
  }

  private static boolean isPort(String digits) {
    long port = Long.parseLong(digits);
    return port > 0 && port < 65536;
  }

  private Fix schemeFix(String scheme) {
    Optional<String> nearest = Suggestions.nearest(scheme, SCHEMES);
    String text = value.node().text();
    boolean safe = !value.isFilledIn() && RedisSettings.mask(text).equals(text);
    return nearest
        .map(
            name ->
                new Fix(
                    "write \"" + name + "://\"",
                    safe
                        ? value.node().rewritten(name + text.substring(scheme.length()))
                        : Optional.empty()))
        .orElse(Fix.NONE);
  }

  private boolean wrong(String rule, String message, Fix fix) {
    reading.report(
        value.node(),
        rule,
        message + ": " + Quote.of(RedisSettings.mask(value.node().text())),
        fix);
    return false;
  }
}
