// SPDX-License-Identifier: Apache-2.0
/** {@code cl keys}: the keys with which this account signs, and those that cl.yaml lists. */
package io.celeryroot.cli.keys;
