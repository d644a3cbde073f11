// SPDX-License-Identifier: Apache-2.0
/** Commands about the receivers of messages: {@code cl notify}. */
package io.celeryroot.cli.notify;
