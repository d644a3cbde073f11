// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import java.util.Map;

/**
 * A request of a browser.
 *
 * @param isPost true: it asks for an action
 * @param path as sent, with its escapes
 * @param query values of the address
 * @param form values of a form; empty without one
 * @param user who is logged in
 * @param mayWrite true: the login of the user has the right to act
 * @param from address that it came from
 */
public record Call(
    boolean isPost,
    String path,
    Map<String, String> query,
    Map<String, String> form,
    String user,
    boolean mayWrite,
    String from) {

  public Call {
    query = Map.copyOf(query);
    form = Map.copyOf(form);
  }

  /** Returns the same call with values of a form. */
  public Call with(Map<String, String> values) {
    return new Call(isPost, path, query, values, user, mayWrite, from);
  }
}
