// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Choice between the workers that take the jobs of a role. */
public enum ServedBy {
  /** Workers of ours. */
  CELERYROOT,
  /** Workers of Celery, which know the list of the role and none of its hosts. */
  CELERY
}
