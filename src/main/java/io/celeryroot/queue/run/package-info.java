// SPDX-License-Identifier: Apache-2.0
/** Counts of the jobs of runs that have ended, so that long lists of runs are read quickly. */
package io.celeryroot.queue.run;
