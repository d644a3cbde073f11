// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.security;

import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.BuiltIns;
import io.celeryroot.config.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of {@code security} about what workers may run. */
final class AllowKeys {

  static final Key<Security, BuiltIns> BUILT_INS =
      Key.of("builtins", Types.choice(BuiltIns.class), Security::builtIns)
          .withDefault(Security.DEFAULT_BUILT_INS)
          .meaning(
              "Roles that run the built-in tasks that change a host: `install`, `remove`,"
                  + " `upgrade`, `start_services`, `stop_services`, `restart_services` and"
                  + " `backup_database`. `open`: each role that has no `tasks`. `listed`: only roles"
                  + " whose `tasks` name them, without a glob, or on which a schedule, a workflow or"
                  + " a receiver of messages of this file uses them.");

  private static final Key<Security, List<String>> PACKAGES =
      allowed("packages", "packages")
          .meaning("Packages for `install`, `remove` and `upgrade`: names or globs.");

  private static final Key<Security, List<String>> SERVICES =
      allowed("services", "services")
          .meaning(
              "Units for `start_services`, `stop_services` and `restart_services`, as they are"
                  + " given: names or globs.");

  private static final Key<Security, List<String>> DIRECTORIES =
      allowed("directories", "directory")
          .meaning("Directories for `backup_database`: absolute paths or globs.");

  private static final Key<Security, List<String>> DATABASES =
      allowed("databases", "database")
          .meaning(
              "Databases for `backup_database`: names or globs. All of a server, the empty name,"
                  + " counts as one: `\"\"`.");

  static final Section<Security> ALLOW =
      new Section<>(
          "allow",
          "security.allow",
          "The only values that the built-in tasks take. A list that is left out allows all.",
          List.of(PACKAGES, SERVICES, DIRECTORIES, DATABASES));

  static final Key<Security, Map<String, List<String>>> ALLOWED =
      Key.<Security, Map<String, List<String>>>custom(
              "allow",
              Maps.part(() -> ALLOW, AllowKeys::allow),
              security -> Optional.of(ALLOW.show(security)))
          .meaning("Values that the built-in tasks take.");

  private AllowKeys() {}

  private static Key<Security, List<String>> allowed(String name, String param) {
    return Key.<Security, List<String>>of(
            name, Types.texts(Types.TEXT), security -> security.allowed(param))
        .withDefaultText("all");
  }

  private static Map<String, List<String>> allow(Values values) {
    Map<String, List<String>> allow = new HashMap<>();
    values.find(PACKAGES).ifPresent(globs -> allow.put("packages", globs));
    values.find(SERVICES).ifPresent(globs -> allow.put("services", globs));
    values.find(DIRECTORIES).ifPresent(globs -> allow.put("directory", globs));
    values.find(DATABASES).ifPresent(globs -> allow.put("database", globs));
    return allow;
  }
}
