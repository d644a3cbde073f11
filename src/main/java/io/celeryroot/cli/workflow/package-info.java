// SPDX-License-Identifier: Apache-2.0
/** {@code cl workflow}: one class for each command below it. */
package io.celeryroot.cli.workflow;
