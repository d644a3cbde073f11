// SPDX-License-Identifier: Apache-2.0
/** Traces by OpenTelemetry: settings, spans and where they are sent. */
package io.celeryroot.runtime.trace;
