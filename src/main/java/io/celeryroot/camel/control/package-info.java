// SPDX-License-Identifier: Apache-2.0
/**
 * Hears of the orders of operators: the channel and the bean of the route {@code
 * celeryroot.control}.
 */
package io.celeryroot.camel.control;
