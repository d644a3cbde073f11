// SPDX-License-Identifier: Apache-2.0
/**
 * Forms in which Celery's clients put values into messages: compressed bodies, and values of types
 * that JSON lacks. Pure; knows nothing of jobs. Starts at {@link Compression}.
 */
package io.celeryroot.job.message;
