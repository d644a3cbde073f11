// SPDX-License-Identifier: Apache-2.0
/**
 * The management port of a process: health, metrics and JMX over HTTP.
 *
 * <p>Loaded only if the port is wanted. Camel's management server serves it; this package decides
 * who has access, and adds what Camel does not know. Start reading at {@link
 * io.celeryroot.runtime.management.Management}.
 */
package io.celeryroot.runtime.management;
