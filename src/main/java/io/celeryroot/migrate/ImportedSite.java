// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import io.celeryroot.config.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of files of another tool: all that a cl.yaml takes, and what it does not.
 *
 * @param remarks comment lines for the head of the file, without {@code #}
 * @param file values of the file as a whole, such as {@code timezone}
 * @param roles entries of {@code workers:} by valid names
 * @param defaultRemarks comment lines above {@code defaults:}
 * @param defaults value of {@code defaults:}; empty: none
 * @param entries in the order of the files
 * @param endRemarks comment lines for the end of the file
 * @param problems what was not carried over, in the order of the files, each with what to do
 */
public record ImportedSite(
    List<String> remarks,
    Map<String, Object> file,
    Map<String, Object> roles,
    List<String> defaultRemarks,
    Map<String, Object> defaults,
    List<Entry> entries,
    List<String> endRemarks,
    List<Problem> problems) {

  public ImportedSite {
    remarks = List.copyOf(remarks);
    file = Collections.unmodifiableMap(new LinkedHashMap<>(file));
    roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    defaultRemarks = List.copyOf(defaultRemarks);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    entries = List.copyOf(entries);
    endRemarks = List.copyOf(endRemarks);
    problems = List.copyOf(problems);
  }

  /** Returns the site with more problems after its own. */
  public ImportedSite with(List<Problem> more) {
    List<Problem> all = Stream.concat(problems.stream(), more.stream()).toList();
    return new ImportedSite(
        remarks, file, roles, defaultRemarks, defaults, entries, endRemarks, all);
  }
}
