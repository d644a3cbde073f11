// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.web.page.PageContent;
import io.celeryroot.web.page.Pages;
import java.util.List;

/**
 * All that the template of a page gets.
 *
 * @param answer of the page
 * @param path of the page, for the mark in the menu
 * @param refresh address that a page asks again for its newest state; empty text: it stays
 * @param json address of the same as JSON; empty text: none
 * @param user who is logged in
 * @param mayWrite true: actions are offered
 * @param token for forms
 * @param style address of the style sheet
 * @param scripts addresses of the scripts
 */
public record Frame(
    PageContent answer,
    String path,
    String refresh,
    String json,
    String user,
    boolean mayWrite,
    String token,
    String style,
    List<String> scripts) {

  public List<Pages.Entry> menu() {
    return Pages.MENU;
  }

  public boolean isIn(Pages.Entry entry) {
    return entry.path().equals("/")
        ? path.equals("/")
        : path.equals(entry.path()) || path.startsWith(entry.path() + "/");
  }
}
