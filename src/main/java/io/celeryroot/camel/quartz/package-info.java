// SPDX-License-Identifier: Apache-2.0
/** Settings of Quartz: its threads, and its triggers after a jump of the clock. */
package io.celeryroot.camel.quartz;
