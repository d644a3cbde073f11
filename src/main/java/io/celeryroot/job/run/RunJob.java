// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.job.Target;

/**
 * A job of a run, as its record names it.
 *
 * @param id Celery task id
 * @param target where it was sent
 */
public record RunJob(String id, Target target) {}
