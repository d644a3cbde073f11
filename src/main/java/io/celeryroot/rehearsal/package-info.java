// SPDX-License-Identifier: Apache-2.0
/**
 * The program that makes class data archives: the build and the first use of {@code cl} run it.
 * Nothing depends on this package.
 */
package io.celeryroot.rehearsal;
