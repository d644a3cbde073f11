// SPDX-License-Identifier: Apache-2.0
/** {@code cl schedule}: one class for each command below it. */
package io.celeryroot.cli.schedule;
