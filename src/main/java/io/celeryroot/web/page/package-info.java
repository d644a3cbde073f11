// SPDX-License-Identifier: Apache-2.0
/**
 * The pages: each asks {@code monitor} and puts views, drawings and forms together.
 *
 * <p>Start reading at {@link io.celeryroot.web.page.Pages}.
 */
package io.celeryroot.web.page;
