// SPDX-License-Identifier: Apache-2.0
/** {@code cl audit}: what operators did. */
package io.celeryroot.cli.audit;
