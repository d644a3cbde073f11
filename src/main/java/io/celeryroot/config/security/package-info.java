// SPDX-License-Identifier: Apache-2.0
/** {@code security:} of cl.yaml: its keys, its values, and what they permit. Pure. */
package io.celeryroot.config.security;
