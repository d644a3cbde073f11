// SPDX-License-Identifier: Apache-2.0

/**
 * Messages to people on their way through Camel: what a receiver gets, and its address. Start with
 * {@link io.celeryroot.camel.notify.MessageWriter}.
 */
package io.celeryroot.camel.notify;
