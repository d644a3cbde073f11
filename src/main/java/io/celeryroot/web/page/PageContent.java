// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.text.Printable;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of a page.
 *
 * @param status of HTTP
 * @param title of the page
 * @param command that says the same in a terminal
 * @param isMoving true: it changes by itself, so an open page asks again
 * @param parts from top to bottom
 * @param document the same for programs
 */
public record PageContent(
    int status, String title, String command, boolean isMoving, List<Part> parts, Object document) {

  public PageContent {
    title = Printable.line(title);
    parts = List.copyOf(parts);
  }

  /** Returns a page that changes by itself. */
  static PageContent moving(String title, String command, List<Part> parts, Object document) {
    return new PageContent(200, title, command, true, parts, document);
  }

  /** Returns a page that stays as it is, such as one with a form that somebody fills in. */
  public static PageContent still(String title, String command, List<Part> parts, Object document) {
    return new PageContent(200, title, command, false, parts, document);
  }

  /** Returns a page that says why there is none. */
  public static PageContent refused(int status, String title, String command, String why) {
    return new PageContent(
        status, title, command, false, List.of(Said.of(Tone.BAD, why)), Map.of("error", why));
  }

  /** Returns a page that says that a thing of some kind is not there. */
  public static PageContent missing(String kind, String command, String why) {
    return refused(404, "No such " + kind, command, why);
  }

  /** Forms that change the address: above what they filter. */
  public List<Form> filters() {
    return forms().filter(Form::isFilter).toList();
  }

  /** Forms that ask for something: below the rest. */
  public List<Form> requests(boolean mayWrite) {
    return forms()
        .filter(form -> !form.isFilter())
        .filter(form -> mayWrite || !form.isAction())
        .toList();
  }

  /** Everything else, which changes while the forms stay as somebody filled them in. */
  public List<Part> shown() {
    return parts.stream().filter(part -> !(part instanceof Form)).toList();
  }

  private Stream<Form> forms() {
    return parts.stream().filter(Form.class::isInstance).map(Form.class::cast);
  }
}
