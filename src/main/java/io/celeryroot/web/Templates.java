// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.celeryroot.web.part.Output;

/** The templates, which were compiled with this program. Thread-safe. */
final class Templates {

  private static final int USUAL_SIZE = 8192;

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  String page(Frame frame) {
    return render("page.jte", frame);
  }

  String output(Output output) {
    return render("part/outputText.jte", output);
  }

  private String render(String template, Object value) {
    StringOutput html = new StringOutput(USUAL_SIZE);
    engine.render(template, value, html);
    return html.toString();
  }
}
