// SPDX-License-Identifier: Apache-2.0
/**
 * What is going on: views of Redis that only read, metrics, and what the engines of this process
 * report (availability of Redis, events, log fields, spans). Start with {@link
 * io.celeryroot.monitor.Monitor}.
 */
package io.celeryroot.monitor;
