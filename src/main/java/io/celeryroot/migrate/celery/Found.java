// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Dict;
import java.util.List;

/**
 * An entry of a beat schedule as it was found.
 *
 * @param name its key, or that of its task
 * @param line of the key
 * @param entry what Celery knows by {@code task}, {@code schedule}, {@code args}, {@code kwargs},
 *     {@code options}, {@code relative}
 * @param conditions headers of the blocks around it whose truth is not known
 */
record Found(String name, int line, Dict entry, List<String> conditions) {}
