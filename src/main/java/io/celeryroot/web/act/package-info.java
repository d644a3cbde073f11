// SPDX-License-Identifier: Apache-2.0
/**
 * The actions of pages: each is a command of {@code cl}. Start reading at {@link
 * io.celeryroot.web.act.PageAction}.
 */
package io.celeryroot.web.act;
