// SPDX-License-Identifier: Apache-2.0
/** {@code cl config} and {@code cl generate-routes}: commands that read and write files only. */
package io.celeryroot.cli.config;
