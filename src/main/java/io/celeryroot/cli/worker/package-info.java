// SPDX-License-Identifier: Apache-2.0
/** {@code cl worker}: one class for each command below it. */
package io.celeryroot.cli.worker;
