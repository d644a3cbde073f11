// SPDX-License-Identifier: Apache-2.0
/** The commands below {@code cl worker}: the hosts and their workers. */
package io.celeryroot.cli.worker;
