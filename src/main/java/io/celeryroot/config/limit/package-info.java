// SPDX-License-Identifier: Apache-2.0
/** Bounds for programs of tasks. Start reading at {@link io.celeryroot.config.limit.Limits}. */
package io.celeryroot.config.limit;
