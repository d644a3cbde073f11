// SPDX-License-Identifier: Apache-2.0

/**
 * The user's own Camel files, which {@code routes:} of cl.yaml names: found on this machine and
 * checked for what they must not share with each other and with generated routes.
 *
 * <p>Knows YAML only through {@code config.yaml}; Camel itself checks the rest. Start reading at
 * {@link io.celeryroot.routes.user.RouteFilesReader}.
 */
package io.celeryroot.routes.user;
