// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

/** A form that the dashboard does not take; the message is for who sent it. */
final class UnreadableForm extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableForm(String message) {
    super(message);
  }
}
