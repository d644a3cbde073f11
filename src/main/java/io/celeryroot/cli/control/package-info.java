// SPDX-License-Identifier: Apache-2.0
/**
 * Orders about queues and hosts, as commands give them and heed them. Start with {@link
 * io.celeryroot.cli.control.OrderCommand}.
 */
package io.celeryroot.cli.control;
