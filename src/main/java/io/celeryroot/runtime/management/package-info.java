// SPDX-License-Identifier: Apache-2.0
/**
 * The management port of a process: health, metrics and JMX over HTTP.
 *
 * <p>Loaded only where the port is asked for. Camel's management server does the serving; here is
 * who may ask, and what is told beside what Camel knows. Start reading at {@link
 * io.celeryroot.runtime.management.Management}.
 */
package io.celeryroot.runtime.management;
