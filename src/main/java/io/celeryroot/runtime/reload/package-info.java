// SPDX-License-Identifier: Apache-2.0
/**
 * Notices a changed cl.yaml while a process runs. Knows no Camel. Start reading at {@link
 * io.celeryroot.runtime.reload.FileWatch}.
 */
package io.celeryroot.runtime.reload;
