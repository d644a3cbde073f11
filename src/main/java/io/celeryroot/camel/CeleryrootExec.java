// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.task.Program;
import io.celeryroot.task.Programs;
import io.celeryroot.task.RouteNames;
import io.celeryroot.task.process.Leftovers;
import io.celeryroot.task.process.ProcessResult;
import io.celeryroot.task.process.ProcessRunner;
import io.celeryroot.task.process.ProcessSpec;
import io.celeryroot.worker.JobAttempt;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * The bean {@code celeryrootExec}: runs the programs of {@code exec:} steps in task routes with
 * {@link ProcessRunner}, in place of Camel's own executor.
 *
 * <p>Time limit and directory come from the endpoint, as the route shows them. The program, its
 * arguments and its environment come from the prepare step; it must be the program that the route
 * shows. No header is read or written. A program that fails is a result, never an exception.
 * Thread-safe; closed with its context.
 */
public final class CeleryrootExec implements ExecBinding, ExecCommandExecutor, AutoCloseable {

  private final Leftovers leftovers = new Leftovers();
  private final ProcessRunner runner = new ProcessRunner(Clock.systemUTC());

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    JobAttempt attempt = exchange.getProperty(ExchangeKeys.ATTEMPT, JobAttempt.class);
    Program program = exchange.getProperty(ExchangeKeys.PROGRAM, Program.class);
    if (attempt == null || program == null) {
      throw new IllegalStateException("no prepared program; celeryrootTasks.prepare comes first");
    }
    Map<String, String> environment = new HashMap<>(program.environment());
    attempt
        .spans()
        .current()
        .orElse(attempt.job().traceOrOwn())
        .environment()
        .forEach(environment::putIfAbsent);
    environment.putAll(leftovers.marks(attempt.mark()));
    TaskDefinition task = attempt.task();
    check(endpoint, task);
    ProcessSpec spec =
        new ProcessSpec(
            program.argv(),
            environment,
            Optional.ofNullable(endpoint.getWorkingDir()).or(task::workdir).map(Path::of),
            task.user(),
            task.newPrivileges(),
            attempt.timeout(
                endpoint.getTimeout() == ExecEndpoint.NO_TIMEOUT
                    ? task.timeout()
                    : Duration.ofMillis(endpoint.getTimeout())),
            attempt.killAfter(),
            task.linger(),
            task.limits(),
            task.maxOutputBytes(),
            task.successExitCodes(),
            Optional.of(attempt.output()));
    return new PreparedCommand(attempt, spec);
  }

  private static void check(ExecEndpoint endpoint, TaskDefinition task) {
    String expected =
        task.isBuiltIn() ? RouteNames.BUILT_IN : RouteNames.shown(Programs.program(task));
    if (!endpoint.getExecutable().equals(expected)) {
      throw new IllegalStateException(
          "the route runs "
              + endpoint.getExecutable()
              + ", cl.yaml says "
              + expected
              + "; run cl generate-routes");
    }
  }

  @Override
  public ExecResult execute(ExecCommand command) {
    PreparedCommand prepared = (PreparedCommand) command;
    try {
      ProcessResult result = runner.run(prepared.spec, cancel -> started(prepared.attempt, cancel));
      CrashPoint.passed("ending a process");
      return new PreparedResult(prepared, result);
    } finally {
      prepared.attempt.clearCanceller();
    }
  }

  private static void started(JobAttempt attempt, Runnable cancel) {
    attempt.cancelBy(cancel);
    CrashPoint.passed("starting a process");
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    ProcessResult process = ((PreparedResult) result).result;
    exchange.setProperty(ExchangeKeys.RESULT, process);
    exchange.getMessage().setBody(process.stdout());
  }

  /** Ends all running processes. */
  @Override
  public void close() {
    runner.close();
  }

  private static final class PreparedCommand extends ExecCommand {

    private static final long serialVersionUID = 1;

    private final transient JobAttempt attempt;
    private final transient ProcessSpec spec;

    PreparedCommand(JobAttempt attempt, ProcessSpec spec) {
      super(
          spec.command().get(0),
          List.of(),
          null,
          spec.timeout().toMillis(),
          Set.of(),
          null,
          null,
          false,
          LoggingLevel.OFF);
      this.attempt = attempt;
      this.spec = spec;
    }
  }

  /**
   * A result with exit value 0 for Camel, which would log any other with the command line. The real
   * value is in the process result.
   */
  private static final class PreparedResult extends ExecResult {

    private static final long serialVersionUID = 1;

    private final transient ProcessResult result;

    PreparedResult(ExecCommand command, ProcessResult result) {
      super(command, null, null, 0);
      this.result = result;
    }
  }
}
