// SPDX-License-Identifier: Apache-2.0
/**
 * Commands that keep running: Beat, workers and {@code cl up}.
 *
 * <p>The only package of {@code cli} that loads {@code runtime}, and with it Camel. Start reading
 * at {@link io.celeryroot.cli.service.ServiceLauncher}.
 */
package io.celeryroot.cli.service;
