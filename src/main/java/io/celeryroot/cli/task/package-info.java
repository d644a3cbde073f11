// SPDX-License-Identifier: Apache-2.0
/**
 * {@code cl task}: one class for each command below it. Start reading at {@code TaskRunCommand}.
 */
package io.celeryroot.cli.task;
